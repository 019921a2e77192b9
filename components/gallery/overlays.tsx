"use client";
import { useRef } from "react";
import { Kept, nothing, Opened, type Part } from "#components/gallery/state";
import { Choice } from "#components/patterns/choice";
import { Field } from "#components/patterns/field";
import { SuggestField } from "#components/patterns/suggest-field";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { MenuButton } from "#components/ui/menu";
import type { MenuEntry } from "#components/ui/menu-entry";
import { PopoverButton } from "#components/ui/popover";
import { ToastProvider, useToasts } from "#components/ui/toasts";
import { Tooltips } from "#components/ui/tooltips";

const ENTRIES: readonly MenuEntry[] = [
  { kind: "heading", id: "who", label: "key-custodian", detail: "default" },
  { kind: "line", id: "line" },
  { kind: "action", id: "enable", label: "Enable", reason: "The key is enabled.", onSelect: nothing },
  { kind: "action", id: "copy", label: "Copy ID", aside: <kbd>Ctrl C</kbd>, onSelect: nothing },
  { kind: "link", id: "docs", label: "API reference", href: "/docs", isOutside: true },
  { kind: "action", id: "delete", label: "Delete", isDestructive: true, onSelect: nothing },
];
const CHOICES: readonly MenuEntry[] = [
  { kind: "choice", id: "dark", of: "one", label: "Dark", isChosen: true, onSelect: nothing },
  { kind: "choice", id: "light", of: "one", label: "Light", isChosen: false, onSelect: nothing },
  { kind: "choice", id: "tags", of: "many", label: "Tags", detail: "As a column", isChosen: true, onSelect: nothing },
];

const menuOf = (entries: readonly MenuEntry[]) => () => (
  <Opened>
    <MenuButton entries={() => entries}>More</MenuButton>
  </Opened>
);
const popover = () => (
  <Opened>
    <PopoverButton label="Add filter" button="Add filter">
      {(close) => (
        <form className="grid gap-3">
          <Field label="Tag key">{(control) => <input {...control} className="input" />}</Field>
          <div className="btn-row">
            <Button kind="primary" onClick={close}>
              Search
            </Button>
          </div>
        </form>
      )}
    </PopoverButton>
  </Opened>
);

function DestructiveDialog({ isReady }: { isReady: boolean }) {
  const safe = useRef<HTMLButtonElement>(null);
  const reason = isReady ? null : "Confirm that you understand the impact.";
  return (
    <Dialog title="Delete Key" description="payments/ledger-2025 will be deleted for good." onClose={nothing} initialFocus={safe}>
      <form>
        <DialogBody>
          <Choice defaultChecked={isReady}>I understand the impact of deleting keys</Choice>
        </DialogBody>
        <DialogFoot reason={reason}>
          <Button ref={safe}>No</Button>
          <Button kind="danger" reason={reason}>
            Yes
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}

function ToastMaker({ isFailure }: { isFailure: boolean }) {
  const { success, failure } = useToasts();
  const show = () =>
    isFailure
      ? failure({ text: "The alias exists already.", requestId: "5b0e6e1f7c1d4e0a" })
      : success({
          text: "Key created successfully",
          link: { href: "#key", text: "payments/card-vault" },
          lines: ["It is enabled.", "It has two tags."],
        });
  return <Button onClick={show}>Show</Button>;
}

const toast = (isFailure: boolean) => () => (
  <ToastProvider>
    <Opened>
      <ToastMaker isFailure={isFailure} />
    </Opened>
  </ToastProvider>
);

/** What lies over the page. */
export const OVERLAYS: Readonly<Record<string, Part>> = {
  "ui/dialog": {
    isOverlay: true,
    states: {
      "not ready": () => <DestructiveDialog isReady={false} />,
      ready: () => <DestructiveDialog isReady />,
      wide: () => (
        <Dialog title="Disable 31 keys" size="wide" onClose={nothing}>
          <DialogBody>31 keys with 12 grants and 40 tags.</DialogBody>
          <DialogFoot>
            <Button>No</Button>
            <Button kind="primary">Yes</Button>
          </DialogFoot>
        </Dialog>
      ),
      "with steps": () => (
        <Dialog title="Import Key" size="wizard" onClose={nothing}>
          <DialogBody>
            <Field label="Alias">{(control) => <input {...control} className="input" />}</Field>
          </DialogBody>
          <DialogFoot>
            <Button>Cancel</Button>
            <Button kind="primary">Next</Button>
          </DialogFoot>
        </Dialog>
      ),
    },
  },
  "ui/menu": { isOverlay: true, states: { actions: menuOf(ENTRIES) } },
  "ui/menu-content": { isOverlay: true, states: { choices: menuOf(CHOICES) } },
  "ui/popover": { isOverlay: true, states: { "with a form": popover } },
  "ui/popover-content": { isOverlay: true, states: { open: popover } },
  "ui/toasts": { isOverlay: true, states: { success: toast(false), failure: toast(true) } },
  "ui/tooltips": {
    isOverlay: true,
    states: {
      shown: () => (
        <>
          <div className="mt-12 ml-12">
            <Opened by="focus">
              <Button reason="Your role does not include this.">Create Key</Button>
            </Opened>
          </div>
          <Tooltips />
        </>
      ),
    },
  },
  "patterns/suggest-field": {
    isOverlay: true,
    states: {
      open: () => (
        <Opened>
          <Kept initial="">
            {(value, change) => (
              <SuggestField label="Tag key" side="below" value={value} onChange={change} suggestions={["cost", "env", "team"]} />
            )}
          </Kept>
        </Opened>
      ),
    },
  },
};
