using static RayFlow.Model.Flows.Severity;

namespace RayFlow.Model.Flows;

/// <summary>
/// Every kind of problem that a flow document can have: RF0xx the document, RF1xx the graph, RF2xx nodes and their settings,
/// RF3xx edges and types, RF4xx order, regions and reachability, RF5xx variables.
/// </summary>
public static class DiagnosticCodes
{
    private static readonly List<DiagnosticCode> Declared = [];

    /// <summary>The text is not JSON.</summary>
    public static readonly DiagnosticCode NotJson = Declare("RF001", "not_json", Error,
        "The text is not JSON.",
        "Correct the text at the line and column given. JSON has no comments and no comma after a last item, and strings stand in double quotes.");

    /// <summary>The document has too many bytes.</summary>
    public static readonly DiagnosticCode DocumentTooLarge = Declare("RF002", "document_too_large", Error,
        "The document has more bytes than the server allows (16 MiB unless configured).",
        "Split the flow with `flow_call`, move large constants to files or inputs, or raise the limit.");

    /// <summary>Lists and objects nest too deep.</summary>
    public static readonly DiagnosticCode NestingTooDeep = Declare("RF003", "nesting_too_deep", Error,
        "Lists and objects nest deeper than the server allows (128 levels unless configured).",
        "Flatten the value at the line and column given.");

    /// <summary>Text or a number that no value can hold.</summary>
    public static readonly DiagnosticCode UnreadableValue = Declare("RF004", "unreadable_value", Error,
        "The bytes are not UTF-8, a string has an escape that is half of a surrogate pair, or a number is too large for a 64-bit float.",
        "Save the file as UTF-8; write whole characters and smaller numbers.");

    /// <summary>Too many nodes.</summary>
    public static readonly DiagnosticCode TooManyNodes = Declare("RF005", "too_many_nodes", Error,
        "The flow has more nodes than the server allows (10,000 unless configured). It is not looked into further.",
        "Move parts into flows of their own and run them with `flow_call`, or raise the limit.");

    /// <summary>Too many edges.</summary>
    public static readonly DiagnosticCode TooManyEdges = Declare("RF006", "too_many_edges", Error,
        "The flow has more edges than the server allows (50,000 unless configured). It is not looked into further.",
        "Move parts into flows of their own and run them with `flow_call`, or raise the limit.");

    /// <summary>More problems than are listed.</summary>
    public static readonly DiagnosticCode TooManyProblems = Declare("RF007", "too_many_problems", Error,
        "The document has more problems than are listed (20,000 unless configured).",
        "Solve those that are listed, and look again.");

    /// <summary>A field holds another kind of JSON than it must.</summary>
    public static readonly DiagnosticCode WrongType = Declare("RF010", "wrong_type", Error,
        "A field of the document holds another kind of JSON value than it must.",
        "Write the kind of value that the message names.");

    /// <summary>There is no <c>flow</c>.</summary>
    public static readonly DiagnosticCode MissingFlow = Declare("RF011", "missing_flow", Error,
        "The document has no `flow`.",
        "Put the graph under `flow`: `{\"flow\": {\"nodes\": [], \"edges\": []}}`.");

    /// <summary>There are no <c>flow.nodes</c>.</summary>
    public static readonly DiagnosticCode MissingNodes = Declare("RF012", "missing_nodes", Error,
        "The document has no `flow.nodes`.",
        "List the nodes under `flow.nodes`.");

    /// <summary>There are no <c>flow.edges</c>.</summary>
    public static readonly DiagnosticCode MissingEdges = Declare("RF013", "missing_edges", Error,
        "The document has no `flow.edges`.",
        "List the edges under `flow.edges`; an empty list is a list.");

    /// <summary>A node without an id.</summary>
    public static readonly DiagnosticCode MissingNodeId = Declare("RF014", "missing_node_id", Error,
        "A node has no `id`, or an empty one.",
        "Give it an id that no other node has.");

    /// <summary>An id that cannot be used.</summary>
    public static readonly DiagnosticCode BadNodeId = Declare("RF015", "bad_node_id", Error,
        "A node's id has control characters or more than 200 characters. A node with a longer one is not looked into further.",
        "Use a shorter id of visible characters.");

    /// <summary>A node without a type.</summary>
    public static readonly DiagnosticCode MissingNodeType = Declare("RF016", "missing_node_type", Error,
        "A node has neither a `type` nor a `data.path` that names one.",
        "Set `type` to a node type of the catalogue, such as `math_add`.");

    /// <summary>An edge without a source or target.</summary>
    public static readonly DiagnosticCode MissingEdgeEnd = Declare("RF017", "missing_edge_end", Error,
        "An edge has no `source` or no `target`.",
        "Set both to the ids of the nodes that the edge joins, or remove the edge.");

    /// <summary>An edge without a handle.</summary>
    public static readonly DiagnosticCode MissingEdgeHandle = Declare("RF018", "missing_edge_handle", Error,
        "An edge has no `sourceHandle` or no `targetHandle`.",
        "Name the pins: `exec-out` and `exec-in` for control, `output-NAME` and `input-NAME` for data.");

    /// <summary>A join that is none.</summary>
    public static readonly DiagnosticCode BadJoin = Declare("RF020", "bad_join", Error,
        "`data.join` is none of the rules there are.",
        "Write \"all\", \"any\", \"strict\" or {\"mode\": \"n_of_m\", \"n\": 2} with n from 1.");

    /// <summary>A policy entry out of its range.</summary>
    public static readonly DiagnosticCode BadPolicy = Declare("RF021", "bad_policy", Error,
        "An entry of `data.policy` is out of its range.",
        "Write a value in the range that the message names.");

    /// <summary>A policy entry that nothing reads.</summary>
    public static readonly DiagnosticCode UnknownPolicyEntry = Declare("RF022", "unknown_policy_entry", Warning,
        "`data.policy` has an entry that nothing reads. It is kept.",
        "Correct its name, or remove it.");

    /// <summary>A variable without a name.</summary>
    public static readonly DiagnosticCode MissingVariableName = Declare("RF030", "missing_variable_name", Error,
        "A declared variable has no name, or one with control characters or more than 200 characters.",
        "Give it a name of visible characters.");

    /// <summary>A variable's type that is none.</summary>
    public static readonly DiagnosticCode BadVariableType = Declare("RF031", "bad_variable_type", Error,
        "A declared variable has a type that does not exist.",
        "Use int, float, number, str, bool, dict, list, any, list[T] or dict[str,T].");

    /// <summary>A default that its variable cannot hold.</summary>
    public static readonly DiagnosticCode BadVariableDefault = Declare("RF032", "bad_variable_default", Error,
        "A declared variable's default is not of its type.",
        "Change the default or the type.");

    /// <summary>Two variables of one name.</summary>
    public static readonly DiagnosticCode DuplicateVariable = Declare("RF033", "duplicate_variable", Error,
        "Two declared variables have the same name.",
        "Rename or remove one of them.");

    /// <summary>No START.</summary>
    public static readonly DiagnosticCode MissingStart = Declare("RF101", "missing_start", Error,
        "The flow has no START, so nothing in it would ever run.",
        "Add a node of type `start`.");

    /// <summary>More than one START.</summary>
    public static readonly DiagnosticCode SeveralStarts = Declare("RF102", "several_starts", Error,
        "The flow has more than one START.",
        "Keep one; to run several things at once, let several edges leave its `exec-out`.");

    /// <summary>No RETURN.</summary>
    public static readonly DiagnosticCode MissingReturn = Declare("RF103", "missing_return", Error,
        "The flow has no RETURN, so it could never complete.",
        "Add a node of type `return` and lead an exec edge to it.");

    /// <summary>Two nodes of one id.</summary>
    public static readonly DiagnosticCode DuplicateNodeId = Declare("RF104", "duplicate_node_id", Error,
        "Two nodes have the same id.",
        "Give each its own, and correct the edges that name it.");

    /// <summary>Two edges of one id.</summary>
    public static readonly DiagnosticCode DuplicateEdgeId = Declare("RF105", "duplicate_edge_id", Error,
        "Two edges have the same id.",
        "Give each its own, or leave the ids out.");

    /// <summary>A node type that nobody knows.</summary>
    public static readonly DiagnosticCode UnknownNodeType = Declare("RF201", "unknown_node_type", Error,
        "A node's type is neither built in nor among the server's own nodes.",
        "Use a type of the catalogue (`rayflow nodes`), or add the node to the server's `nodes` folder.");

    /// <summary>A node type that did not load.</summary>
    public static readonly DiagnosticCode BrokenNodeType = Declare("RF202", "broken_node_type", Error,
        "A node's type exists but did not compile or load.",
        "Correct the source file that the message names.");

    /// <summary>An input that would have no value.</summary>
    public static readonly DiagnosticCode MissingInput = Declare("RF203", "missing_input", Error,
        "A required input has neither an edge nor a value.",
        "Connect it, or set it in `data.inputValues`.");

    /// <summary>An input value of the wrong type.</summary>
    public static readonly DiagnosticCode InputValueType = Declare("RF204", "input_value_type", Error,
        "A value in `data.inputValues` is not of its input's type.",
        "Write a value of that type.");

    /// <summary>An input value for no input.</summary>
    public static readonly DiagnosticCode UnknownInputValue = Declare("RF205", "unknown_input_value", Warning,
        "`data.inputValues` has a value for an input that the node does not have. It is kept and never read.",
        "Correct the name, or remove the value.");

    /// <summary>A constant that nothing reads.</summary>
    public static readonly DiagnosticCode UnknownConstant = Declare("RF206", "unknown_constant", Warning,
        "A node has a constant that its type does not know. It is kept and never read.",
        "Correct the name, or remove the constant.");

    /// <summary>A setting that must be given.</summary>
    public static readonly DiagnosticCode MissingSetting = Declare("RF207", "missing_setting", Error,
        "A constant or config entry that the node needs is not given.",
        "Set it.");

    /// <summary>A setting of the wrong type.</summary>
    public static readonly DiagnosticCode SettingType = Declare("RF208", "setting_type", Error,
        "A constant or config entry is not of its type.",
        "Write a value of that type.");

    /// <summary>A setting that is none of the choices.</summary>
    public static readonly DiagnosticCode SettingChoice = Declare("RF209", "setting_choice", Error,
        "A constant or config entry is none of the values allowed.",
        "Choose one of the values that the message names.");

    /// <summary>A setting out of range.</summary>
    public static readonly DiagnosticCode SettingRange = Declare("RF210", "setting_range", Error,
        "A constant or config entry is out of its range.",
        "Choose a number in the range that the message names.");

    /// <summary>An input of START that is badly declared.</summary>
    public static readonly DiagnosticCode BadApiSchema = Declare("RF211", "bad_api_schema", Error,
        "START's `config.api_schema` has an entry that declares no input.",
        "Write `{name: {type, required, default, description}}`.");

    /// <summary>A call of a flow that is not there.</summary>
    public static readonly DiagnosticCode UnknownFlow = Declare("RF212", "unknown_flow", Error,
        "A `flow_call` names a flow, or a version of one, that the server does not have. Only a server can know; a flow that is being saved may call itself.",
        "Save that flow first, or correct its name or version in the constant `FLOW`.");

    /// <summary>A policy that can never count.</summary>
    public static readonly DiagnosticCode PolicyWithoutEffect = Declare("RF213", "policy_without_effect", Warning,
        "`data.policy` says something that can never count for a node of this kind.",
        "Remove it, or set it where the message says.");

    /// <summary>An edge that comes from no node.</summary>
    public static readonly DiagnosticCode UnknownSource = Declare("RF301", "unknown_source", Error,
        "An edge leaves a node that does not exist.",
        "Correct `source`, or remove the edge.");

    /// <summary>An edge that goes to no node.</summary>
    public static readonly DiagnosticCode UnknownTarget = Declare("RF302", "unknown_target", Error,
        "An edge enters a node that does not exist.",
        "Correct `target`, or remove the edge.");

    /// <summary>An edge that leaves a pin that is not there.</summary>
    public static readonly DiagnosticCode UnknownSourceHandle = Declare("RF303", "unknown_source_handle", Error,
        "An edge leaves an output that the node does not have.",
        "Use one of the outputs that the message names.");

    /// <summary>An edge that enters a pin that is not there.</summary>
    public static readonly DiagnosticCode UnknownTargetHandle = Declare("RF304", "unknown_target_handle", Error,
        "An edge enters an input that the node does not have.",
        "Use one of the inputs that the message names.");

    /// <summary>Control wired to data.</summary>
    public static readonly DiagnosticCode MixedEdge = Declare("RF305", "mixed_edge", Error,
        "An edge leads from an exec pin to a data pin, or the other way round.",
        "Lead exec outputs to exec inputs and data outputs to data inputs.");

    /// <summary>Two edges into one data input.</summary>
    public static readonly DiagnosticCode InputTakenTwice = Declare("RF306", "input_taken_twice", Error,
        "Two edges enter the same data input.",
        "Keep one; choose between values with `logic_select`, or collect them with `data_list_make`.");

    /// <summary>An output that does not fit its input.</summary>
    public static readonly DiagnosticCode IncompatibleTypes = Declare("RF307", "incompatible_types", Error,
        "An output's type does not fit the input that it is wired to.",
        "Put a `convert_` node between them, or read another output.");

    /// <summary>A node that never runs.</summary>
    public static readonly DiagnosticCode UnreachableNode = Declare("RF401", "unreachable_node", Warning,
        "START cannot reach the node by exec edges, and if it is a pure node without exec edges, nothing that runs reads it. It never runs.",
        "Connect it, or remove it.");

    /// <summary>A flow that cannot complete.</summary>
    public static readonly DiagnosticCode NoReachableReturn = Declare("RF402", "no_reachable_return", Error,
        "START can reach none of the flow's RETURNs by exec edges, so the flow could never complete.",
        "Lead an exec edge to a RETURN from a node that runs.");

    /// <summary>Exec edges in a circle.</summary>
    public static readonly DiagnosticCode ExecCycle = Declare("RF403", "exec_cycle", Error,
        "Exec edges lead in a circle. Each node fires once a turn, so it would wait for itself.",
        "Repeat with `flow_for_each`, `flow_for_range` or `flow_while`; a loop's body does not lead back to the loop.");

    /// <summary>Reads in a circle.</summary>
    public static readonly DiagnosticCode DataCycle = Declare("RF404", "data_cycle", Error,
        "Nodes read from each other in a circle, so none of them could be the first.",
        "Remove one of the edges; carry a value from turn to turn in a variable.");

    /// <summary>A value that can never be there when it is read.</summary>
    public static readonly DiagnosticCode ReadNeverProduced = Declare("RF405", "read_never_produced", Error,
        "A node reads a value that no order of execution can have produced by then.",
        "Read from a node that runs before, or lead the exec edges so that it does.");

    /// <summary>An exec edge across a region's border.</summary>
    public static readonly DiagnosticCode RegionEntered = Declare("RF406", "region_entered", Error,
        "An exec edge enters the body of a loop or a part of a try elsewhere than through its owner.",
        "Keep what the body reaches apart from what runs outside, and go on from the loop's `exec-completed`.");

    /// <summary>A data edge out of a region.</summary>
    public static readonly DiagnosticCode RegionRead = Declare("RF407", "region_read", Error,
        "A node reads a value that is made inside the body of a loop or a part of a try that it is not in.",
        "Hand values out through the owner: wire them to the loop's `collect` and read `collected`, or set a variable.");

    /// <summary>A break without a loop.</summary>
    public static readonly DiagnosticCode BreakOutsideLoop = Declare("RF408", "break_outside_loop", Error,
        "A `flow_break` is not inside the body of a loop.",
        "Move it into a body, or remove it.");

    /// <summary>A join that never fires.</summary>
    public static readonly DiagnosticCode JoinNeverFires = Declare("RF409", "join_never_fires", Error,
        "A node waits for more live edges than lead to it.",
        "Lower `n` of its join, or connect more edges.");

    /// <summary>An output of one turn, read outside of it.</summary>
    public static readonly DiagnosticCode TurnOutputOutside = Declare("RF410", "turn_output_outside", Warning,
        "A node outside a loop's body reads an output that belongs to one turn.",
        "Read `collected`, or move the reader into the body.");

    /// <summary>A variable that nothing makes.</summary>
    public static readonly DiagnosticCode UndeclaredVariable = Declare("RF501", "undeclared_variable", Warning,
        "A variable is read that the flow neither declares nor sets. Reading it fails unless a node of your own sets it.",
        "Declare it under `variables`, set it with `variables_set`, or correct the name.");

    /// <summary>A read-only variable that is changed.</summary>
    public static readonly DiagnosticCode ReadOnlyVariable = Declare("RF502", "read_only_variable", Warning,
        "A node changes a variable that is declared read-only. It will fail when it runs.",
        "Use another variable, or drop `read_only`.");

    /// <summary>A variable that is set to what it cannot hold.</summary>
    public static readonly DiagnosticCode VariableType = Declare("RF503", "variable_type", Warning,
        "A node sets a declared variable to a value of another type. It will fail when it runs.",
        "Convert the value, or change the variable's type.");

    /// <summary>All of them, by number.</summary>
    public static IReadOnlyList<DiagnosticCode> All => Declared;

    private static DiagnosticCode Declare(string number, string name, Severity severity, string meaning, string fix)
    {
        var code = new DiagnosticCode(number, name, severity, meaning, fix);
        Declared.Add(code);
        return code;
    }
}
