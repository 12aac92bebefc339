/** All of lucide, in a file of its own that is loaded for node types with an unusual icon. */
export { icons } from "lucide-react";
