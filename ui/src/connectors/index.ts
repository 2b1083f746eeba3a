export { ConnectorsPage } from "./connectors-page";
