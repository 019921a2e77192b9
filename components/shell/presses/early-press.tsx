import { headers } from "next/headers";

/**
 * A press of a button before the page's script has come would be lost, since nothing hears it yet; and so would one while a part of that
 * script is on its way, for React drops it then. This waits whether the press was heard, which `HearingBody` marks on its event, and
 * presses the button again until one was; the last press counts, for ten seconds. What works without a script, links and the sending of
 * forms, is left alone. An attempt makes React try to take the page over at once, which is why there are not more of them.
 */
const HEAR_EARLY_PRESSES = `(() => {
  let last = null;
  const follow = (first, press, button, end) => {
    if (press.isHeard || last !== first || !button.isConnected || Date.now() > end) return;
    const next = new MouseEvent("click", { bubbles: true, cancelable: true, composed: true, view: window });
    button.dispatchEvent(next);
    setTimeout(follow, 100, first, next, button, end);
  };
  addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    last = event;
    const button = event.target.closest("button");
    if (button && !(button.form && button.type === "submit")) setTimeout(follow, 0, event, event, button, Date.now() + 10000);
  }, true);
})()`;

export async function EarlyPress() {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  // A browser hides the nonce from scripts, so that React finds another one than it was sent.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: HEAR_EARLY_PRESSES }} />;
}
