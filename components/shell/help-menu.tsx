"use client";
import { BookOpen, CircleHelp, CodeXml, Keyboard } from "lucide-react";
import dynamic from "next/dynamic";
import { useMemo, useState } from "react";
import { usePlace } from "#components/shell/workplace";
import { MenuButton } from "#components/ui/menu";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";
import { useWanted } from "#lib/console/browser/wanted";
import { helpMenuWords, shortcutWords } from "#lib/console/words/shell-words";

const ShortcutsHelp = dynamic(() => import("#components/shell/shortcuts-help"), { ssr: false });

/** Leads to the guide's procedures and the API's reference, and tells the shortcuts (also by `?`). */
export function HelpMenu() {
  const { basePath, apiUrl } = usePlace();
  const [isTelling, setTelling] = useState(false);
  const tell = useMemo(() => () => setTelling(true), []);
  useShortcuts(useMemo(() => ({ "?": tell }), [tell]));
  useWanted(useMemo(() => ({ shortcuts: tell }), [tell]));
  return (
    <>
      <MenuButton
        className="top-btn only-wide"
        label={helpMenuWords.title}
        tip={helpMenuWords.title}
        align="end"
        entries={() => [
          {
            kind: "link",
            id: "procedures",
            label: helpMenuWords.procedures,
            icon: <BookOpen className="i" aria-hidden />,
            href: `${basePath}/help`,
          },
          {
            kind: "link",
            id: "api",
            label: helpMenuWords.api,
            icon: <CodeXml className="i" aria-hidden />,
            href: `${apiUrl}/docs`,
            isOutside: true,
          },
          {
            kind: "action",
            id: "shortcuts",
            label: shortcutWords.title,
            icon: <Keyboard className="i" aria-hidden />,
            aside: <kbd aria-hidden>?</kbd>,
            onSelect: tell,
          },
        ]}
      >
        <CircleHelp className="i" aria-hidden />
      </MenuButton>
      {isTelling ? <ShortcutsHelp onClose={() => setTelling(false)} /> : null}
    </>
  );
}
