import { headers } from "next/headers";

/**
 * A press of a button before the page's script has come would be lost, since nothing hears it yet. This hears it, and presses the button
 * once when React has taken it over; the last press counts, for ten seconds. What works without a script, links and the sending of
 * forms, is left alone. React writes `__reactProps$…` into each element as it takes it over; there is no public sign of it.
 */
const HEAR_EARLY_PRESSES = `(() => {
  let wanted = null;
  const isTaken = (button) => Object.keys(button).some((name) => name.startsWith("__reactProps$"));
  const follow = (button, end) => {
    if (wanted !== button || !button.isConnected || Date.now() > end) return;
    if (!isTaken(button)) return void setTimeout(follow, 30, button, end);
    wanted = null;
    button.click();
  };
  addEventListener("click", (event) => {
    if (!event.isTrusted) return;
    const button = event.target.closest("button");
    wanted = button && !(button.form && button.type === "submit") && !isTaken(button) ? button : null;
    if (wanted) follow(wanted, Date.now() + 10000);
  }, true);
})()`;

export async function EarlyPress() {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  // A browser hides the nonce from scripts, so that React finds another one than it was sent.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: HEAR_EARLY_PRESSES }} />;
}
