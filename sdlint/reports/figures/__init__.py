"""How figures are told, in every format for people: their marks, and what they rest on."""
