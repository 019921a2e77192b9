"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { MenuButton } from "#components/ui/menu";
import { keepChoice } from "#lib/console/browser/keep-choice";
import { THEMES, type Theme } from "#lib/console/browser/theme";
import { shellWords } from "#lib/console/words/shell-words";

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, unknown>;

/** Chooses the theme; the server paints the page with it from the cookie, so that nothing flashes. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const choose = (next: Theme) => {
    setTheme(next);
    document.documentElement.dataset.theme = next;
    keepChoice("theme", next);
  };
  const Icon = ICONS[theme];
  return (
    <MenuButton
      className="top-btn only-wide"
      label={shellWords.theme}
      tip={shellWords.theme}
      align="end"
      entries={() =>
        THEMES.map((name) => {
          const EntryIcon = ICONS[name];
          return {
            kind: "choice",
            of: "one",
            id: name,
            label: shellWords.themes[name],
            icon: <EntryIcon className="i" aria-hidden />,
            isChosen: name === theme,
            onSelect: () => choose(name),
          };
        })
      }
    >
      <Icon className="i" aria-hidden />
    </MenuButton>
  );
}
