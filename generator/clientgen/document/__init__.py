"""From bytes to one checked OpenAPI 3.1 document, and the fragments cut out of one."""
