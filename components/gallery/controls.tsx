"use client";
import { Copy, Plus, RefreshCw } from "lucide-react";
import { Kept, nothing, type Part } from "#components/gallery/state";
import { Choice } from "#components/patterns/choice";
import { CopyButton } from "#components/patterns/copy-button";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { FileField } from "#components/patterns/file-field";
import { SegmentedChoice } from "#components/patterns/segmented-choice";
import { SegmentedTabs } from "#components/patterns/segmented-tabs";
import { Select } from "#components/patterns/select";
import { Button } from "#components/ui/button";
import { Switch } from "#components/ui/switch";

const REASON = "Your role does not include this.";
const KINDS = [
  { value: "text", label: "Text" },
  { value: "file", label: "File" },
] as const;

/** What is pressed, chosen and filled in. */
export const CONTROLS: Readonly<Record<string, Part>> = {
  "ui/button": {
    states: {
      kinds: () => (
        <>
          <Button kind="primary">
            <Plus className="i" aria-hidden />
            Create Key
          </Button>
          <Button>Import Key</Button>
          <Button kind="quiet">Reset</Button>
          <Button kind="destroys">Delete</Button>
          <Button kind="danger">Yes</Button>
          <Button look="link">Learn more</Button>
        </>
      ),
      sizes: () => (
        <>
          <Button size="s">Enable</Button>
          <Button>Enable</Button>
          <Button size="l" kind="primary">
            Sign in
          </Button>
        </>
      ),
      icons: () => (
        <>
          <Button look="icon" size="s" aria-label="Copy ID">
            <Copy className="i" aria-hidden />
          </Button>
          <Button look="icon" aria-label="Refresh">
            <RefreshCw className="i" aria-hidden />
          </Button>
        </>
      ),
      off: () => (
        <>
          <Button kind="primary" reason={REASON}>
            Create Key
          </Button>
          <Button reason={REASON}>Import Key</Button>
          <Button kind="quiet" reason={REASON}>
            Reset
          </Button>
          <Button kind="destroys" reason={REASON}>
            Delete
          </Button>
          <Button kind="danger" reason={REASON}>
            Yes
          </Button>
        </>
      ),
      busy: () => (
        <Button kind="primary" isPending>
          OK
        </Button>
      ),
    },
  },
  "ui/switch": {
    states: {
      off: () => <Switch label="Rotation" isOn={false} onChange={nothing} />,
      on: () => <Switch label="Rotation" isOn onChange={nothing} />,
      "cannot be turned": () => <Switch label="Rotation" isOn={false} reason={REASON} onChange={nothing} />,
    },
  },
  "patterns/choice": {
    states: {
      open: () => <Choice>I understand the impact of disabling keys</Choice>,
      ticked: () => <Choice defaultChecked>I understand the impact of disabling keys</Choice>,
      "one of several": () => (
        <Choice type="radio" name="mode" defaultChecked>
          Never expires
        </Choice>
      ),
      off: () => <Choice disabled>Create Grant</Choice>,
    },
  },
  "patterns/copy-button": { states: { ready: () => <CopyButton text="0b1c" what="ID" /> } },
  "patterns/field": {
    states: {
      empty: () => (
        <Field label="Alias" hint="1 to 255 letters, digits, _ - : /" isRequired>
          {(control) => <input {...control} className="input" />}
        </Field>
      ),
      filled: () => (
        <Field label="Alias" aside="20 of 255">
          {(control) => <input {...control} className="input" defaultValue="payments/card-vault" />}
        </Field>
      ),
      "at fault": () => (
        <Field label="Alias" error="An alias cannot end in /default.">
          {(control) => <input {...control} className="input" defaultValue="payments/default" />}
        </Field>
      ),
      "more lines": () => (
        <Field label="Description">{(control) => <textarea {...control} className="input" rows={3} defaultValue={"One\nTwo"} />}</Field>
      ),
      "cannot be edited": () => (
        <Field label="Key ID">
          {(control) => <input {...control} className="input" readOnly value="0b1c6f52-5d6f-4a51-9a2e-4f0d3f6e7a10" />}
        </Field>
      ),
    },
  },
  "patterns/select": {
    states: {
      chosen: () => (
        <Field label="Key Algorithm">
          {(control) => <Select {...control} options={["AES_256", "RSA_2048", "EC_P256"]} value="AES_256" onChange={nothing} />}
        </Field>
      ),
      off: () => (
        <Field label="Usage">
          {(control) => <Select {...control} disabled options={["ENCRYPT_DECRYPT"]} value="ENCRYPT_DECRYPT" onChange={nothing} />}
        </Field>
      ),
    },
  },
  "patterns/file-button": { states: { plain: () => <FileButton label="Load from file" onFile={nothing} /> } },
  "patterns/file-field": {
    states: {
      empty: () => <FileField label="Key material" hint="EncryptedKeyMaterial.bin" file={null} onFile={nothing} />,
      chosen: () => (
        <FileField
          label="Key material"
          file={{ name: "EncryptedKeyMaterial.bin", size: 512, bytes: new Uint8Array(512) }}
          onFile={nothing}
        />
      ),
      refused: () => <FileField label="Key material" file={null} error="The file has 12 bytes, and must have 512." onFile={nothing} />,
    },
  },
  "patterns/segmented-choice": {
    states: {
      normal: () => (
        <Kept<"text" | "file"> initial="text">
          {(value, change) => <SegmentedChoice legend="Message" options={KINDS} value={value} onChange={change} />}
        </Kept>
      ),
      small: () => <SegmentedChoice isSmall legend="Size of a page" options={KINDS} value="file" onChange={nothing} />,
    },
  },
  "patterns/segmented-tabs": {
    states: {
      normal: () => (
        <Kept<"text" | "file"> initial="text">
          {(value, change) => (
            <SegmentedTabs label="Operation" tabs={KINDS} value={value} onChange={change}>
              <p className="mt-2">What the chosen tab holds.</p>
            </SegmentedTabs>
          )}
        </Kept>
      ),
    },
  },
};
