"use client";
import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "#components/shell/use-theme";
import { MenuButton } from "#components/ui/menu";
import { THEMES, type Theme } from "#lib/console/browser/theme";
import { shellWords } from "#lib/console/words/shell-words";

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const satisfies Record<Theme, unknown>;

/** Chooses the theme. On phones it stands in the drawer. */
export function ThemeMenu({ initial }: { initial: Theme }) {
  const [theme, choose] = useTheme(initial);
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
