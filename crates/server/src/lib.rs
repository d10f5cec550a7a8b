//! Configuration, routers, handlers and the embedded player.
