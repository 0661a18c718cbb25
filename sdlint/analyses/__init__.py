"""What can be known of a design. Every public function here is a word of the expression language."""
