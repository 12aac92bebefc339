import { onReach } from "../api/http";
import { isAlive } from "../api/rayflow";
import { useUi } from "./uiStore";
import { validateSoon } from "./validation";

const retryMilliseconds = 2000;

/** Says so while the server is away, and goes on by itself when it is back. */
export function watchReach() {
  onReach((reached) => {
    if (reached !== useUi.getState().away) return;
    useUi.setState({ away: !reached });
    if (reached) validateSoon(0);
    else setTimeout(() => void tryAgain(), retryMilliseconds);
  });
}

async function tryAgain() {
  await isAlive();
  if (useUi.getState().away) setTimeout(() => void tryAgain(), retryMilliseconds);
}
