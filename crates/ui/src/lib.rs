//! Page layout, styles and language files shared by the server and Campus.
