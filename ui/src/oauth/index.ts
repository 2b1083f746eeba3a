/** What other screens mount of signing in. */
export { AppDialogLoader } from "./apps/app-dialog-loader";
export { OAuthAppList } from "./apps/app-list";
export { OAuthAppsDialog } from "./apps/apps-dialog";
export { ReconnectDialog } from "./sign-in/reconnect-dialog";
export { SignIn } from "./sign-in/sign-in";
