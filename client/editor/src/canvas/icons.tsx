import {
  ArrowLeftRight, BadgePercent, Bell, Binary, Box, Braces, Calculator, CaseLower, CaseUpper, Circle, CircleHelp, Clock, CornerDownLeft,
  Divide, Equal, FileInput, FileOutput, FilePen, FileText, Globe, GitMerge, Hash, Infinity as InfinityIcon, Layers, List, ListOrdered, ListTree,
  LogOut, Merge, Minus, OctagonX, Package, Play, Plus, Radio, RefreshCw, Regex, Repeat, Repeat1, Save, ScrollText, Search, Shield,
  Split, SquareFunction, Timer, ToggleLeft, Type, Variable, Workflow, X, Zap, type LucideIcon,
} from "lucide-react";
import { useEffect, useState } from "react";

const bundled: Record<string, LucideIcon> = {
  "arrow-left-right": ArrowLeftRight, "badge-percent": BadgePercent, bell: Bell, binary: Binary, box: Box, braces: Braces, calculator: Calculator,
  "case-lower": CaseLower, "case-upper": CaseUpper, circle: Circle, "circle-help": CircleHelp, clock: Clock, "corner-down-left": CornerDownLeft,
  divide: Divide, equal: Equal, "file-input": FileInput, "file-output": FileOutput, "file-pen": FilePen, "file-text": FileText, globe: Globe,
  "git-merge": GitMerge, hash: Hash, infinity: InfinityIcon, layers: Layers, list: List, "list-ordered": ListOrdered, "list-tree": ListTree,
  "log-out": LogOut, merge: Merge, minus: Minus, "octagon-x": OctagonX, package: Package, play: Play, plus: Plus, radio: Radio,
  "refresh-cw": RefreshCw, regex: Regex, repeat: Repeat, "repeat-1": Repeat1, save: Save, "scroll-text": ScrollText, search: Search,
  shield: Shield, split: Split, "square-function": SquareFunction, timer: Timer, "toggle-left": ToggleLeft, type: Type, variable: Variable,
  workflow: Workflow, x: X, zap: Zap,
};

let others: Promise<Record<string, LucideIcon>> | undefined;

/** A node's icon by its lucide name. Those that few nodes use come in one file that is loaded when the first is met. */
export function NodeIcon({ name, size = 15 }: { name: string; size?: number }) {
  const [late, setLate] = useState<LucideIcon | undefined>();
  const known = bundled[name];
  useEffect(() => {
    if (known) return;
    let wanted = true;
    others ??= import("./allIcons").then((all) => all.icons as Record<string, LucideIcon>);
    void others.then((all) => wanted && setLate(() => all[pascal(name)]));
    return () => { wanted = false; };
  }, [known, name]);
  const Icon = known ?? late ?? Box;
  return <Icon size={size} strokeWidth={2} aria-hidden="true" />;
}

function pascal(name: string): string {
  return name.split("-").map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join("");
}
