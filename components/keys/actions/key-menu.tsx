"use client";
import { ChevronDown, Ellipsis } from "lucide-react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { MenuButton } from "#components/ui/menu";
import type { MenuEntry } from "#components/ui/menu-entry";
import { useToasts } from "#components/ui/toasts";
import { keyActions, likelyAction } from "#lib/console/browser/availability/key-actions";
import { rotationChangeRefusal } from "#lib/console/browser/availability/rotation-availability";
import { copyText } from "#lib/console/browser/copy-text";
import type { RowChange } from "#lib/console/key-change";
import { listWords } from "#lib/console/words/list-words";
import { rotationWords } from "#lib/console/words/rotation-words";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = {
  item: KeyDetails;
  onChange: (change: RowChange | "rotate", key: KeyDetails) => void;
};

/** The one thing that most people want of a key in its state, as a button; nothing where there is none. */
export function LikelyButton({ item, onChange, isInRow = false }: Props & { isInRow?: boolean }) {
  const { mayDo } = useWorkplace();
  const likely = likelyAction(item, mayDo);
  if (!likely) return null;
  return (
    <Button kind={isInRow ? "quiet" : "plain"} size={isInRow ? "s" : "m"} onClick={() => onChange(likely.change, item)}>
      {likely.label}
    </Button>
  );
}

/** Everything that can be done with a key, under the guide's words; what cannot be done now is off there, with the reason. */
export function KeyMenu({ item, onChange, isInRow = false }: Props & { isInRow?: boolean }) {
  const { mayDo, basePath } = useWorkplace();
  const toasts = useToasts();
  const entries = (): readonly MenuEntry[] => {
    const keyPath = `${basePath}/keys/${item.key_id}`;
    return [
      ...keyActions(item, mayDo).map(
        ({ change, ...action }): MenuEntry => ({ kind: "action", id: change, ...action, onSelect: () => onChange(change, item) }),
      ),
      { kind: "line", id: "line" },
      {
        kind: "action",
        id: "copy",
        label: words.copy(listWords.columns.id),
        onSelect: () => void copyText(item.key_id).then(() => toasts.success({ text: words.copied })),
      },
      {
        kind: "link",
        id: "tool",
        label: item.key_usage === "SIGN_VERIFY" ? signWords.sign : toolWords.encrypt,
        href: `${keyPath}?tab=tool`,
      },
      {
        kind: "action",
        id: "rotate",
        label: rotationWords.rotateNow,
        reason: rotationChangeRefusal(item, "rotate", mayDo),
        onSelect: () => onChange("rotate", item),
      },
    ];
  };
  const name = listWords.more(item.key_alias);
  if (isInRow) {
    return (
      <MenuButton className="btn btn-quiet btn-icon btn-s" label={name} tip={listWords.moreButton} align="end" entries={entries}>
        <Ellipsis className="i" aria-hidden />
      </MenuButton>
    );
  }
  return (
    <MenuButton menuLabel={name} align="end" entries={entries}>
      {listWords.moreButton}
      <ChevronDown className="i i-s" aria-hidden />
    </MenuButton>
  );
}
