import type { MenuEntry } from "#components/ui/menu-entry";
import { keyActions } from "#lib/console/browser/availability/key-actions";
import { rotationChangeRefusal } from "#lib/console/browser/availability/rotation-availability";
import { shadowRefusal } from "#lib/console/browser/availability/shadow-availability";
import { copyText } from "#lib/console/browser/copy-text";
import type { RowChange } from "#lib/console/key-change";
import { shadowWords } from "#lib/console/words/key-use-words";
import { listWords } from "#lib/console/words/list-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Given = {
  item: KeyDetails;
  mayDo: readonly OperationName[];
  basePath: string;
  onChange: (change: RowChange | "rotate" | "shadow", key: KeyDetails) => void;
  onCopied: () => void;
};

/** A key's menu, as data. */
export function keyMenuEntries({ item, mayDo, basePath, onChange, onCopied }: Given): readonly MenuEntry[] {
  return [
    ...keyActions(item, mayDo).map(
      ({ change, ...action }): MenuEntry => ({ kind: "action", id: change, ...action, onSelect: () => onChange(change, item) }),
    ),
    { kind: "line", id: "line" },
    {
      kind: "action",
      id: "copy",
      label: words.copy(listWords.columns.id),
      onSelect: () => void copyText(item.key_id).then(onCopied),
    },
    {
      kind: "link",
      id: "tool",
      label: item.key_usage === "SIGN_VERIFY" ? signWords.sign : toolWords.encrypt,
      href: `${basePath}/keys/${item.key_id}?tab=tool`,
    },
    {
      kind: "action",
      id: "rotate",
      label: rotationWords.rotateNow,
      reason: rotationChangeRefusal(item, "rotate", mayDo),
      onSelect: () => onChange("rotate", item),
    },
    {
      kind: "action",
      id: "shadow",
      label: shadowWords.start,
      reason: shadowRefusal(item, mayDo),
      onSelect: () => onChange("shadow", item),
    },
  ];
}
