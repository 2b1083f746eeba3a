/** What the shell mounts of the credentials' screens. */
export { AddCredentialDialog } from "./editor/add-credential-dialog";
export { ConnectorPage } from "./list/connector-page";
