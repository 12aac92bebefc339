import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "@xyflow/react/dist/base.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { startUp } from "./state/startup";
import "./styles/tokens.css";
import "./styles/shell.css";
import "./styles/controls.css";
import "./styles/canvas.css";
import "./styles/panels.css";
import "./styles/runs.css";

void startUp().then(() => createRoot(document.getElementById("root")!).render(<StrictMode><App /></StrictMode>));
