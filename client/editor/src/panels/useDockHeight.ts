import { useEffect, useState } from "react";
import { useUi } from "../state/uiStore";

const least = 110;
const usual = { share: 0.25, least: 150, most: 300 };
/** What the canvas, the toolbar and the panel's own head keep for themselves. */
const elsewhere = 48 + 36 + 140;

interface DockHeight {
  value: number;
  min: number;
  max: number;
}

/** How high the panel below the canvas is: what was chosen, as far as the window has room for it, else a quarter of the window. */
export function useDockHeight(): DockHeight {
  const chosen = useUi((state) => state.dockHeight);
  const [windowHeight, setWindowHeight] = useState(window.innerHeight);
  useEffect(() => {
    const measure = () => setWindowHeight(window.innerHeight);
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, []);
  const max = Math.max(least, windowHeight - elsewhere);
  const wanted = chosen ?? Math.max(usual.least, Math.min(usual.most, Math.round(windowHeight * usual.share)));
  return { value: Math.max(least, Math.min(max, wanted)), min: least, max };
}
