//! Campus on its port: pages, postbacks and work, until the end.

use listener::Patience;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::Campus;

impl Campus {
    /// Serves on a listener until `end`, and works meanwhile.
    pub async fn serve(&self, listener: TcpListener, end: CancellationToken) {
        let working = tokio::spawn({
            let (campus, end) = (self.clone(), end.clone());
            async move { campus.work(end).await }
        });
        listener::serve(listener, self.routes(), Patience::default(), end).await;
        // It ends by the same token; a panic in it was reported where it happened.
        let _ = working.await;
    }
}
