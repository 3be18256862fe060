"""The browser's forms. A form cleans what was typed; it never saves."""
