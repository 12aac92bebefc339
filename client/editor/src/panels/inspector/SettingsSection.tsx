import type { ConstantDescription } from "../../model/catalog";
import { variablesOf, type FlowNode } from "../../model/document";
import { setEntry } from "../../model/edits";
import { shownDocument, useEditor } from "../../state/editorStore";
import { ValueField } from "../../ui/ValueField";
import { Section } from "./Section";

interface SettingsSectionProps {
  title: string;
  part: "config" | "constantValues";
  node: FlowNode;
  settings: ConstantDescription[];
  readOnly: boolean;
}

/** A node's constants or configuration, each with the control that its type asks for. */
export function SettingsSection({ title, part, node, settings, readOnly }: SettingsSectionProps) {
  const edit = useEditor((state) => state.edit);
  const document = useEditor(shownDocument);
  const marks = useEditor((state) => state.validation.diagnostics);
  if (settings.length === 0) return null;
  const problemOf = (name: string) => marks.find((problem) => problem.node_id === node.id && problem.pointer?.endsWith(`/${part}/${name}`))?.message;
  return (
    <Section title={title}>
      {settings.map((setting) => (
        <ValueField
          key={setting.name}
          label={setting.name}
          type={setting.type}
          value={node.data[part]?.[setting.name]}
          fallback={setting.default ?? undefined}
          required={setting.required}
          choices={setting.name === "variable_name" ? variableNames(document, node.data.config?.variable_name) : setting.choices}
          description={setting.description}
          problem={problemOf(setting.name)}
          readOnly={readOnly}
          onChange={(value) => edit(`set ${setting.name}`, (doc) => setEntry(doc, node.id, part, setting.name, value), `${part}:${node.id}:${setting.name}`)}
        />
      ))}
    </Section>
  );
}

/** Declared variables to choose from; without any, a name can be typed, since a set may create one. */
function variableNames(document: Parameters<typeof variablesOf>[0], present: unknown): string[] | undefined {
  const names = variablesOf(document).map((variable) => variable.name);
  if (names.length === 0 || (typeof present === "string" && present !== "" && !names.includes(present))) return undefined;
  return names;
}
