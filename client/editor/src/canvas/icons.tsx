import {
  Ampersand, ArrowDownAZ, ArrowDownNarrowWide, ArrowDownToLine, ArrowUpNarrowWide, ArrowUpToLine, BadgePercent, Bell, BookCheck, BookMinus, BookOpen,
  BookPlus, BookUp, Box, Braces, Brackets, Calculator, CaseLower, CaseUpper, Circle, CircleDot, CircleHelp, CircleOff, CircleSlash2, Clock, Combine,
  CornerDownLeft, DecimalsArrowRight, Diff, Divide, Equal, FileInput, FileJson, FileJson2, FileOutput, FilePen, FileText, GitCompare, Globe, Hash,
  KeyRound, Library, Link, List, ListOrdered, ListPlus, ListStart, ListTree, LogOut, Megaphone, Merge, Minus, OctagonX, Package, Pencil, Percent,
  Play, Plus, Radical, Radio, RefreshCw, Regex, Repeat, Repeat2, Replace, Ruler, Save, Scale, Scissors, ScrollText, Search, Shield, Sigma, Split,
  SquareFunction, Superscript, Tally2, TextCursor, TextSearch, TextSelect, Timer, ToggleLeft, Type, Variable, Workflow, X, Zap, type LucideIcon,
} from "lucide-react";
import { useEffect, useState } from "react";

/** The icons of the built-in nodes. */
const bundled: Record<string, LucideIcon> = {
  ampersand: Ampersand, "arrow-down-a-z": ArrowDownAZ, "arrow-down-narrow-wide": ArrowDownNarrowWide, "arrow-down-to-line": ArrowDownToLine,
  "arrow-up-narrow-wide": ArrowUpNarrowWide, "arrow-up-to-line": ArrowUpToLine, "badge-percent": BadgePercent, bell: Bell, "book-check": BookCheck,
  "book-minus": BookMinus, "book-open": BookOpen, "book-plus": BookPlus, "book-up": BookUp, box: Box, braces: Braces, brackets: Brackets,
  calculator: Calculator, "case-lower": CaseLower, "case-upper": CaseUpper, circle: Circle, "circle-dot": CircleDot, "circle-help": CircleHelp,
  "circle-off": CircleOff, "circle-slash-2": CircleSlash2, clock: Clock, combine: Combine, "corner-down-left": CornerDownLeft,
  "decimals-arrow-right": DecimalsArrowRight, diff: Diff, divide: Divide, equal: Equal, "file-input": FileInput, "file-json": FileJson,
  "file-json-2": FileJson2, "file-output": FileOutput, "file-pen": FilePen, "file-text": FileText, "git-compare": GitCompare, globe: Globe,
  hash: Hash, "key-round": KeyRound, library: Library, link: Link, list: List, "list-ordered": ListOrdered, "list-plus": ListPlus,
  "list-start": ListStart, "list-tree": ListTree, "log-out": LogOut, megaphone: Megaphone, merge: Merge, minus: Minus, "octagon-x": OctagonX,
  package: Package, pencil: Pencil, percent: Percent, play: Play, plus: Plus, radical: Radical, radio: Radio, "refresh-cw": RefreshCw, regex: Regex,
  repeat: Repeat, "repeat-2": Repeat2, replace: Replace, ruler: Ruler, save: Save, scale: Scale, scissors: Scissors, "scroll-text": ScrollText,
  search: Search, shield: Shield, sigma: Sigma, split: Split, "square-function": SquareFunction, superscript: Superscript, "tally-2": Tally2,
  "text-cursor": TextCursor, "text-search": TextSearch, "text-select": TextSelect, timer: Timer, "toggle-left": ToggleLeft, type: Type,
  variable: Variable, workflow: Workflow, x: X, zap: Zap,
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
