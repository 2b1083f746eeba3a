//! A vault from a copy: into a folder that has none, under the same rules as a new one.

use super::store::{Store, WriteTx};
use super::{file, settings, snapshot};
use crate::StoreError;
use std::fs::{File, OpenOptions};
use std::path::Path;

impl Store {
    /// Makes a vault in `folder` from a database image that `lay` writes (it may block), and lets `fill` change what
    /// has to change. It gets its name only when all of that was done and it was checked.
    ///
    /// # Errors
    /// When there is a vault already, `lay` or `fill` fails, or the image is no sound vault; then there
    /// is none.
    pub async fn adopt<E: From<StoreError> + Send + 'static>(
        folder: &Path,
        lay: impl FnOnce(File) -> Result<(), E> + Send + 'static,
        fill: impl AsyncFnOnce(&mut WriteTx) -> Result<(), E>,
    ) -> Result<Self, E> {
        settings::assert_version().map_err(E::from)?;
        let making = file::make(folder).map_err(E::from)?;
        let made = async {
            let open = OpenOptions::new().write(true).truncate(true).open(&making.path);
            let file = open.map_err(|error| E::from(file::writable(error)))?;
            let laid = tokio::task::spawn_blocking(move || lay(file)).await;
            laid.map_err(|_| E::from(StoreError::Other("ended early".to_owned())))??;
            file::check_header(&making.path).map_err(E::from)?;
            snapshot::check(&making.path).await.map_err(E::from)?;
            Self::fill_unfinished(&making.path, fill).await
        };
        if let Err(error) = made.await {
            file::abandon(folder);
            return Err(error);
        }
        file::finish(folder).map_err(E::from)?;
        Self::connect(&file::database(folder)).await.map_err(E::from)
    }
}
