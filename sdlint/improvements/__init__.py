"""What would improve a design most: changes of its text, each made, read again and measured."""
