/** What the shell mounts of the flows' screens. Runs are deliberately absent: nothing runs flows yet. */
export { FlowsPage } from "./list/flows-page";
export { FlowPage } from "./page/flow-page";
