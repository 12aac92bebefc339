import { useUi } from "./uiStore";

/** What the dialog is opened with: whether a key was refused, and where the answer goes. */
export interface KeyQuestion {
  refused: boolean;
  answer(given: boolean): void;
}

let declined = false;

/** Asks for the API key in a dialog; answers whether there is one. Somebody who declined is left alone until `askAgain`. */
export function askForKey(refused: boolean): Promise<boolean> {
  if (declined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const question: KeyQuestion = {
      refused,
      answer(given) {
        declined = !given;
        useUi.getState().openDialog(null);
        resolve(given);
      },
    };
    useUi.getState().openDialog("key", question);
  });
}

/** Whoever presses Validate wants the server's answer, and with it to be asked. */
export function askAgain() {
  declined = false;
}
