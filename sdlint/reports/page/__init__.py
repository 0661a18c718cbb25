"""The review page: one HTML file that holds all it shows, asks no network, and can be tried out.

`data` is what the page's script looks up, as JSON; `parts` is what can be read without it; `page` puts them
into `template.html` with `page.css` and `page.js`, which are hand-written and stand as they are.
"""
