import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startI18n } from "./i18n";
import { createPlatform, createQueryClient } from "./platform";
import { App } from "./shell/app";
import { startAppearance } from "./shell/appearance";
import { createAppRouter } from "./shell/router";
import "./styles.css";

startI18n();
startAppearance();
const platform = await createPlatform();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App platform={platform} client={createQueryClient()} router={createAppRouter()} />
  </StrictMode>,
);
