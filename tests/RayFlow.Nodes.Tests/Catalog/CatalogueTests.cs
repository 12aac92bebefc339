using RayFlow.Model.Nodes;
using RayFlow.Nodes.Catalog;
using Xunit;

namespace RayFlow.Nodes.Tests.Catalog;

/// <summary>The built-in nodes are exactly these, pin for pin: flows that were saved depend on it.</summary>
public sealed class CatalogueTests
{
    // type kind (inputs) -> (outputs) [exec outputs; default exec-out] {constants} <config>
    private const string Table = """
        start control () -> (*api_schema) <api_schema:dict={} on_event:str?>
        return control (*) -> () [] <name:str? status_code:int=200(100..599) response_schema:dict?>
        log effect (value:any message:str="") -> (value:any) {LEVEL:str="info"("debug"|"info"|"warning"|"error")}
        checkpoint effect (value:any) -> (value:any)
        fail control (message:str code:str="failed") -> ()
        math_add pure (x:number y:number) -> (result:number)
        math_subtract pure (x:number y:number) -> (result:number)
        math_multiply pure (x:number y:number) -> (result:number)
        math_divide pure (x:number y:number) -> (result:float)
        math_floor_divide pure (x:number y:number) -> (result:number)
        math_modulo pure (x:number y:number) -> (result:number)
        math_power pure (x:number y:number) -> (result:number)
        math_min pure (x:number y:number) -> (result:number)
        math_max pure (x:number y:number) -> (result:number)
        math_abs pure (x:number) -> (result:number)
        math_negate pure (x:number) -> (result:number)
        math_sqrt pure (x:number) -> (result:number)
        math_floor pure (x:number) -> (result:number)
        math_ceil pure (x:number) -> (result:number)
        math_round pure (x:number digits:int=0) -> (result:number)
        logic_if control (condition:bool) -> () [exec-true exec-false]
        logic_switch control (value:any) -> () [exec-default *CASES] {CASES:list!}
        logic_compare pure (a:any b:any) -> (result:bool) {OPERATOR:str="=="("=="|"!="|"<"|">"|"<="|">=")}
        logic_and pure (a:bool b:bool) -> (result:bool)
        logic_or pure (a:bool b:bool) -> (result:bool)
        logic_xor pure (a:bool b:bool) -> (result:bool)
        logic_not pure (value:bool) -> (result:bool)
        logic_select pure (condition:bool a:any b:any) -> (result:any)
        variables_get pure () -> (value:any) <variable_name:str!>
        variables_set effect (value:any) -> (value:any) <variable_name:str!>
        variables_increment effect (by:number=1) -> (value:number) <variable_name:str!>
        variables_exists pure () -> (exists:bool) <variable_name:str!>
        variables_delete effect () -> (deleted:bool) <variable_name:str!>
        variables_list pure () -> (variables:dict)
        string_concat pure (a:str b:str) -> (result:str)
        string_format pure (template:str values:dict) -> (result:str)
        string_split pure (text:str delimiter:str=",") -> (parts:list[str])
        string_join pure (parts:list delimiter:str="") -> (result:str)
        string_upper pure (text:str) -> (result:str)
        string_lower pure (text:str) -> (result:str)
        string_trim pure (text:str) -> (result:str)
        string_length pure (text:str) -> (length:int)
        string_replace pure (text:str find:str with:str) -> (result:str)
        string_contains pure (text:str find:str) -> (result:bool)
        string_substring pure (text:str start:int length:int=-1) -> (result:str)
        string_match pure (text:str pattern:str) -> (matched:bool groups:list[str])
        data_json_parse pure (json_string:str) -> (data:any)
        data_json_stringify pure (data:any) -> (json_string:str) {INDENT:int=0(0..16)}
        data_dict_make pure (*) -> (dict:dict)
        data_dict_get pure (dict:dict key:str) -> (value:any) {DEFAULT:any?}
        data_dict_set pure (dict:dict key:str value:any) -> (dict:dict)
        data_dict_merge pure (a:dict b:dict) -> (dict:dict)
        data_dict_keys pure (dict:dict) -> (keys:list[str])
        data_list_make pure (*) -> (list:list)
        data_list_append pure (list:list item:any) -> (list:list)
        data_list_get pure (list:list index:int) -> (item:any)
        data_list_length pure (list:list) -> (length:int)
        data_list_range pure (start:int=0 stop:int step:int=1) -> (list:list[int])
        data_list_slice pure (list:list start:int=0 stop:int=null) -> (list:list)
        data_list_sort pure (list:list descending:bool=false) -> (list:list)
        data_list_sum pure (list:list) -> (result:number)
        convert_int pure (value:any) -> (result:int)
        convert_float pure (value:any) -> (result:float)
        convert_str pure (value:any) -> (result:str)
        convert_bool pure (value:any) -> (result:bool)
        flow_sequence control () -> () [*COUNT] {COUNT:int!(1..1000)}
        flow_merge control () -> ()
        flow_for_each control (items:list collect:any=null) -> (element:any index:int collected:list) [exec-body exec-completed] {CONCURRENCY:int=1(0..)}
        flow_for_range control (start:int=0 stop:int step:int=1 collect:any=null) -> (index:int collected:list) [exec-body exec-completed] {CONCURRENCY:int=1(0..)}
        flow_while control (condition:bool) -> (index:int) [exec-body exec-completed] {MAX_ITERATIONS:int=100000(1..)}
        flow_break control () -> ()
        flow_try control () -> (error:dict) [exec-try exec-catch exec-finally]
        flow_call control (*) -> (result:dict *flow) {FLOW:str!}
        flow_delay control (seconds:float) -> ()
        flow_wait_signal control (timeout_seconds:float=0.0) -> (payload:any) [exec-out exec-timeout] {SIGNAL:str!}
        io_http_request effect (body:any=null url:str headers:dict={}) -> (response:any status_code:int headers:dict is_base64:bool) {METHOD:str="GET"("GET"|"POST"|"PUT"|"PATCH"|"DELETE"|"HEAD"|"OPTIONS") TIMEOUT_SECONDS:float=30.0(0.001..3600)}
        io_file_read effect (path:str) -> (content:str)
        io_file_write effect (path:str content:str) -> (bytes_written:int) {MODE:str="overwrite"("overwrite"|"append")}
        event_emit effect (payload:any) -> (delivered:int) {EVENT:str!}
        time_now effect () -> (iso:str unix_seconds:float)
        """;

    [Fact]
    public void BuiltInNodes_AllOfThem_AreThoseOfTheTable()
    {
        var expected = Table.Split('\n', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal);

        var actual = NodeCatalog.BuiltIn.Descriptors.Select(Describe).Order(StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', expected), string.Join('\n', actual));
    }

    [Fact]
    public void BuiltInNodes_EachOfThem_HasWhatPeopleRead()
    {
        Assert.All(NodeCatalog.BuiltIn.Descriptors, node =>
        {
            Assert.NotEmpty(node.Label);
            Assert.NotEmpty(node.Description);
            Assert.Matches("^[a-z0-9-]+$", node.Icon);
            Assert.Equal(NodeOrigin.Builtin, node.Origin);
            Assert.False(node.Heavy);
            Assert.Equal(node.Type == "start" ? [] : ["exec-in"], node.ExecInputs);
            Assert.Equal(node.Kind == NodeKind.Control || node.Type == "checkpoint", node.Operation != ControlOperation.None);
        });
    }

    [Fact]
    public void BuiltInNodes_ByOperation_AreOneEach()
    {
        var operations = NodeCatalog.BuiltIn.Descriptors.Select(node => node.Operation).Where(operation => operation != ControlOperation.None);

        Assert.Equal(Enum.GetValues<ControlOperation>().Except([ControlOperation.None]).Order(), operations.Order());
    }

    [Theory]
    [InlineData("variables_get", VariableAccess.One)]
    [InlineData("variables_exists", VariableAccess.One)]
    [InlineData("variables_list", VariableAccess.All)]
    [InlineData("math_add", VariableAccess.None)]
    public void Descriptor_OfANodeThatReadsVariables_SaysWhich(string type, VariableAccess access)
    {
        Assert.True(NodeCatalog.BuiltIn.Types.TryGet(type, out var found));
        Assert.Equal(access, found.Descriptor.Variables);
    }

    [Fact]
    public void Types_EveryPureNode_CanBeBoundAndNoOther()
    {
        Assert.All(NodeCatalog.BuiltIn.Types.All, type => Assert.Equal(type.Descriptor.Kind == NodeKind.Pure, type.Bind is not null));
    }

    private static string Describe(NodeDescriptor node)
    {
        var inputs = node.Inputs.Select(pin => $"{pin.Name}:{pin.Type}{(pin.Default is { } value ? $"={value}" : "")}");
        var outputs = node.Outputs.Select(pin => $"{pin.Name}:{pin.Type}");
        var execs = node.ExecOutputs.Concat(node.ExecOutputsFrom == DynamicExecOutputs.None ? [] : [$"*{node.ExecOutputsFrom.ToString().ToUpperInvariant()}"]);
        var dynamic = node.OutputsFrom switch { DynamicOutputs.ApiSchema => "*api_schema", DynamicOutputs.Flow => "*flow", _ => "" };
        var parts = new List<string>
        {
            $"{node.Type} {node.Kind.ToString().ToLowerInvariant()}",
            $"({string.Join(' ', inputs.Concat(node.AnyInputs ? ["*"] : []))})",
            "->",
            $"({string.Join(' ', outputs.Append(dynamic)).Trim()})",
        };
        if (!execs.SequenceEqual(["exec-out"]))
        {
            parts.Add($"[{string.Join(' ', execs)}]");
        }

        if (node.Constants.Count > 0)
        {
            parts.Add($"{{{string.Join(' ', node.Constants.Select(Describe))}}}");
        }

        if (node.Config.Count > 0)
        {
            parts.Add($"<{string.Join(' ', node.Config.Select(Describe))}>");
        }

        return string.Join(' ', parts);
    }

    private static string Describe(Setting setting)
    {
        var presence = setting switch { { Required: true } => "!", { Default: { } value } => $"={value}", _ => "?" };
        var range = setting switch
        {
            { Choices: [_, ..] choices } => $"({string.Join('|', choices)})",
            { Minimum: null, Maximum: null } => "",
            _ => $"({setting.Minimum}..{setting.Maximum})",
        };
        return $"{setting.Name}:{setting.Type}{presence}{range}";
    }
}
