//! *Paste the address instead*: for browsers on another computer, and for providers that come back to a web
//! page. What is pasted is judged like what the listener hears.

use super::callback::{Callback, CallbackRefusal};
use url::Url;

impl Callback {
    /// Reads an address a person copied from the browser. It must be the redirect address of this sign-in with a
    /// query; an address of another place is not even looked at. Where the redirect address is no URL (an
    /// alias of the provider's), any https page is taken, since only the provider knows where it leads.
    ///
    /// # Errors
    /// [`CallbackRefusal::WrongAddress`], and as [`Callback::parse`].
    pub fn from_pasted(address: &str, redirect_uri: &str) -> Result<Self, CallbackRefusal> {
        let text = address.trim().trim_matches(['"', '<', '>']);
        if text.len() > super::callback::LONGEST_QUERY {
            return Err(CallbackRefusal::WrongAddress);
        }
        let url = Url::parse(text).map_err(|_| CallbackRefusal::WrongAddress)?;
        let fits = match Url::parse(redirect_uri) {
            Ok(expected) => {
                url.origin() == expected.origin()
                    && url.scheme() == expected.scheme()
                    && url.host_str() == expected.host_str()
                    && url.path() == expected.path()
            }
            Err(_) => url.scheme() == "https",
        };
        let query = url.query().filter(|query| !query.is_empty());
        match query {
            Some(query) if fits => Self::parse(query),
            _ => Err(CallbackRefusal::WrongAddress),
        }
    }
}
