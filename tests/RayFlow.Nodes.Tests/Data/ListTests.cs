using RayFlow.Model.Values;
using Xunit;

namespace RayFlow.Nodes.Tests.Data;

public sealed class ListTests
{
    private static readonly ValueList Letters = ValueList.Create(["a", "b", "c", "d"]);

    [Fact]
    public void Make_OfConnectedInputs_IsInTheirOrder() =>
        Assert.Equal("[2,1]", NodeCall.Result("data_list_make", ("second", 2L), ("first", 1L)).ToString());

    [Fact]
    public void Append_OfAnItem_LeavesTheGivenListAsItWas()
    {
        Assert.Equal("[\"a\",\"b\",\"c\",\"d\",[1]]", NodeCall.Result("data_list_append", ("list", Letters), ("item", ValueList.Create([1L]))).ToString());
        Assert.Equal(4, Letters.Count);
    }

    [Theory]
    [InlineData(0, "a")]
    [InlineData(3, "d")]
    [InlineData(-1, "d")]
    [InlineData(-4, "a")]
    public void Get_OfAnIndex_CountsFromEitherEnd(long index, string expected) =>
        Assert.Equal(expected, NodeCall.Result("data_list_get", ("list", Letters), ("index", index)));

    [Theory]
    [InlineData(4)]
    [InlineData(-5)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Get_OutsideOfTheList_FailsWithOutOfRange(long index)
    {
        var error = NodeCall.Error("data_list_get", ("list", Letters), ("index", index));

        Assert.Equal(("out_of_range", $"Index {index} lies outside of the list, which has 4 items."), (error.Code, error.Message));
    }

    [Fact]
    public void Length_OfAList_IsItsNumberOfItems() => Assert.Equal(4L, NodeCall.Result("data_list_length", ("list", Letters)));

    [Theory]
    [InlineData(0, 5, 1, "[0,1,2,3,4]")]
    [InlineData(5, 0, -2, "[5,3,1]")]
    [InlineData(5, 1, -2, "[5,3]")]
    [InlineData(0, 0, 1, "[]")]
    [InlineData(3, 0, 1, "[]")]
    [InlineData(0, 3, -1, "[]")]
    [InlineData(0, 7, 3, "[0,3,6]")]
    [InlineData(long.MaxValue - 1, long.MaxValue, 1, "[9223372036854775806]")]
    [InlineData(long.MinValue, long.MaxValue, long.MaxValue, "[-9223372036854775808,-1,9223372036854775806]")]
    [InlineData(long.MaxValue, long.MinValue, long.MinValue, "[9223372036854775807,-1]")]
    public void Range_ByItsSteps_EndsBeforeStop(long start, long stop, long step, string expected) =>
        Assert.Equal(expected, NodeCall.Result("data_list_range", ("start", start), ("stop", stop), ("step", step)).ToString());

    [Fact]
    public void Range_WithoutEnd_FailsWithItsReason()
    {
        Assert.Equal("zero_step", NodeCall.Code("data_list_range", ("stop", 1L), ("step", 0L)));
        Assert.Equal("too_large", NodeCall.Code("data_list_range", ("stop", long.MaxValue)));
        Assert.Equal("too_large", NodeCall.Code("data_list_range", ("start", long.MinValue), ("stop", long.MaxValue)));
        Assert.Equal(1_000_000, NodeCall.Result("data_list_range", ("stop", 1_000_000L)).AsList().Count);
    }

    [Theory]
    [InlineData(1, 3L, "bc")]
    [InlineData(1, null, "bcd")]
    [InlineData(-2, null, "cd")]
    [InlineData(0, -1L, "abc")]
    [InlineData(-99, 99L, "abcd")]
    [InlineData(3, 1L, "")]
    [InlineData(99, null, "")]
    [InlineData(long.MinValue, long.MaxValue, "abcd")]
    public void Slice_OfAList_LeavesOutWhatIsNotThere(long start, long? stop, string expected)
    {
        var slice = NodeCall.Result("data_list_slice", ("list", Letters), ("start", start), ("stop", stop is { } end ? end : Value.Null));

        Assert.Equal(expected, string.Concat(slice.AsList().Select(item => item.AsStr())));
    }

    [Fact]
    public void Slice_WithoutStop_ReachesToTheEnd() =>
        Assert.Equal(3, NodeCall.Result("data_list_slice", ("list", Letters), ("start", 1L)).AsList().Count);

    [Theory]
    [InlineData("[3,1.5,2,-1]", false, "[-1,1.5,2,3]")]
    [InlineData("[3,1.5,2,-1]", true, "[3,2,1.5,-1]")]
    [InlineData("[1,1.0,0,1]", false, "[0,1,1.0,1]")]
    [InlineData("[1,1.0,0,1]", true, "[1,1.0,1,0]")]
    [InlineData("[\"b\",\"B\",\"a\",\"\"]", false, "[\"\",\"B\",\"a\",\"b\"]")]
    [InlineData("[true,false,true]", false, "[false,true,true]")]
    [InlineData("[]", false, "[]")]
    [InlineData("[{}]", false, "[{}]")]
    public void Sort_OfLikeItems_IsStable(string list, bool descending, string expected) =>
        Assert.Equal(expected, NodeCall.Result("data_list_sort", ("list", ValueJson.Parse(list)), ("descending", descending)).ToString());

    [Theory]
    [InlineData("[1,\"1\"]")]
    [InlineData("[1,null]")]
    [InlineData("[[1],[2]]")]
    [InlineData("[1,2,3,true]")]
    public void Sort_OfUnlikeItems_FailsWithTypeMismatch(string list) =>
        Assert.Equal("type_mismatch", NodeCall.Code("data_list_sort", ("list", ValueJson.Parse(list))));

    [Theory]
    [InlineData("[]", "0")]
    [InlineData("[1,2,3]", "6")]
    [InlineData("[1,2.5]", "3.5")]
    [InlineData("[0.5,0.5]", "1.0")]
    public void Sum_OfNumbers_AddsLikeMathAdd(string list, string expected) =>
        Assert.Equal(expected, NodeCall.Result("data_list_sum", ("list", ValueJson.Parse(list))).ToString());

    [Theory]
    [InlineData("[1,\"2\"]", "type_mismatch")]
    [InlineData("[true]", "type_mismatch")]
    [InlineData("[9223372036854775807,1]", "overflow")]
    [InlineData("[1e308,1e308]", "not_finite")]
    public void Sum_OfWhatCannotBeAdded_Fails(string list, string code) =>
        Assert.Equal(code, NodeCall.Code("data_list_sum", ("list", ValueJson.Parse(list))));
}
