import type { ReactNode } from "react";

/** Entries of a menu, as data: one list can feed a row's menu, a page's head and the palette. */
export type MenuEntry =
  | {
      readonly kind: "action";
      readonly id: string;
      readonly label: string;
      readonly icon?: ReactNode;
      /** Why it is off, shown below its words; null or absent where it is on. */
      readonly reason?: string | null;
      /** Below its words: what it gives. */
      readonly detail?: string | undefined;
      readonly isDestructive?: boolean;
      /** Beside the words, such as a shortcut. */
      readonly aside?: ReactNode;
      readonly onSelect: () => void;
    }
  | {
      readonly kind: "link";
      readonly id: string;
      readonly label: string;
      readonly icon?: ReactNode;
      readonly href: string;
      readonly isOutside?: boolean;
    }
  /** One of several (`one`), or on and off by itself (`many`: the menu stays open). */
  | {
      readonly kind: "choice";
      readonly id: string;
      readonly of: "one" | "many";
      readonly label: string;
      readonly detail?: string;
      readonly icon?: ReactNode;
      readonly isChosen: boolean;
      readonly onSelect: () => void;
      /** Where the choice is a place to go to. */
      readonly href?: string;
    }
  | { readonly kind: "heading"; readonly id: string; readonly label: string; readonly detail?: string }
  | { readonly kind: "line"; readonly id: string };
