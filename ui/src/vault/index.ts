export { FirstRun } from "./first-run";
export { LockScreen } from "./lock-screen";
