using RayFlow.Model.Nodes;

namespace RayFlow.Nodes.Sdk;

/// <content>Arithmetic. Operators fail with the codes of <see cref="NodeErrorCodes"/>.</content>
public readonly partial struct Number
{
    /// <summary>The sum. Fails with <c>overflow</c> or <c>not_finite</c>.</summary>
    public static Number operator +(Number x, Number y)
    {
        if (!x.IsInt || !y.IsInt)
        {
            return x.AsFloat() + y.AsFloat();
        }

        var (a, b) = (x.AsInt(), y.AsInt());
        var sum = unchecked(a + b);
        return ((a ^ sum) & (b ^ sum)) >= 0 ? sum : throw Faults.Overflow($"{a} + {b}");
    }

    /// <summary>The difference. Fails with <c>overflow</c> or <c>not_finite</c>.</summary>
    public static Number operator -(Number x, Number y)
    {
        if (!x.IsInt || !y.IsInt)
        {
            return x.AsFloat() - y.AsFloat();
        }

        var (a, b) = (x.AsInt(), y.AsInt());
        var difference = unchecked(a - b);
        return ((a ^ b) & (a ^ difference)) >= 0 ? difference : throw Faults.Overflow($"{a} - {b}");
    }

    /// <summary>The product. Fails with <c>overflow</c> or <c>not_finite</c>.</summary>
    public static Number operator *(Number x, Number y)
    {
        if (!x.IsInt || !y.IsInt)
        {
            return x.AsFloat() * y.AsFloat();
        }

        var (a, b) = (x.AsInt(), y.AsInt());
        var high = System.Math.BigMul(a, b, out var low);
        return high == low >> 63 ? low : throw Faults.Overflow($"{a} * {b}");
    }

    /// <summary>The quotient, always a float. Fails with <c>division_by_zero</c> or <c>not_finite</c>.</summary>
    public static Number operator /(Number x, Number y) =>
        y.IsZero ? throw Faults.DivisionByZero(x) : x.AsFloat() / y.AsFloat();

    /// <summary>The remainder of the floored quotient: its sign is that of y. Fails with <c>division_by_zero</c>.</summary>
    public static Number operator %(Number x, Number y)
    {
        if (y.IsZero)
        {
            throw Faults.DivisionByZero(x);
        }

        if (!x.IsInt || !y.IsInt)
        {
            return FloorDivide(x.AsFloat(), y.AsFloat()).Remainder;
        }

        var (a, b) = (x.AsInt(), y.AsInt());
        var remainder = b == -1 ? 0 : a % b; // long.MinValue % -1 traps in hardware
        return remainder != 0 && remainder < 0 != b < 0 ? remainder + b : remainder;
    }

    /// <summary>The negative. Fails with <c>overflow</c>.</summary>
    public static Number operator -(Number x)
    {
        if (!x.IsInt)
        {
            return -x.AsFloat();
        }

        return x.AsInt() == long.MinValue ? throw Faults.Overflow($"-({x})") : -x.AsInt();
    }

    /// <summary>True if x is less.</summary>
    public static bool operator <(Number x, Number y) => x.CompareTo(y) < 0;

    /// <summary>True if x is greater.</summary>
    public static bool operator >(Number x, Number y) => x.CompareTo(y) > 0;

    /// <summary>True if x is not greater.</summary>
    public static bool operator <=(Number x, Number y) => x.CompareTo(y) <= 0;

    /// <summary>True if x is not less.</summary>
    public static bool operator >=(Number x, Number y) => x.CompareTo(y) >= 0;

    /// <summary>True if they are numerically equal.</summary>
    public static bool operator ==(Number x, Number y) => x.Equals(y);

    /// <summary>True if they are numerically different.</summary>
    public static bool operator !=(Number x, Number y) => !x.Equals(y);

    /// <summary>True for 0 and 0.0.</summary>
    public bool IsZero => IsInt ? AsInt() == 0 : AsFloat() == 0;

    /// <summary>The quotient rounded down. Fails with <c>division_by_zero</c>, <c>overflow</c> or <c>not_finite</c>.</summary>
    public static Number FloorDivide(Number x, Number y)
    {
        if (y.IsZero)
        {
            throw Faults.DivisionByZero(x);
        }

        if (!x.IsInt || !y.IsInt)
        {
            return FloorDivide(x.AsFloat(), y.AsFloat()).Quotient;
        }

        var (a, b) = (x.AsInt(), y.AsInt());
        if (b == -1)
        {
            return -x;
        }

        var (quotient, remainder) = System.Math.DivRem(a, b);
        return remainder != 0 && remainder < 0 != b < 0 ? quotient - 1 : quotient;
    }

    /// <summary>
    /// x to the power of y: an int for ints with y not negative, else a float.
    /// Fails with <c>overflow</c>, <c>not_finite</c>, <c>division_by_zero</c> (0 to a negative power) or <c>out_of_domain</c> (a negative number to a fraction).
    /// </summary>
    public static Number Power(Number x, Number y)
    {
        if (x.IsInt && y.IsInt && y.AsInt() >= 0)
        {
            return Power(x.AsInt(), y.AsInt());
        }

        if (x.IsZero && y < 0L)
        {
            throw Faults.DivisionByZero($"{x} to the power of {y} divides by zero.");
        }

        var power = double.Pow(x.AsFloat(), y.AsFloat());
        return double.IsNaN(power)
            ? throw new NodeException(NodeErrorCodes.OutOfDomain, $"{x} to the power of {y} is not a real number.")
            : power;
    }

    private static (double Quotient, double Remainder) FloorDivide(double a, double b)
    {
        var remainder = a % b; // exact, with the sign of a
        var quotient = (a - remainder) / b;
        if (remainder == 0)
        {
            remainder = double.CopySign(0, b);
        }
        else if (remainder < 0 != b < 0)
        {
            remainder += b;
            quotient--;
        }

        // Whole but for what the division rounded.
        var floor = double.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, remainder);
    }

    private static Number Power(long x, long y)
    {
        if (x is 0 or 1 or -1)
        {
            return x is 0 ? (y == 0 ? 1L : 0L) : x is 1 || y % 2 == 0 ? 1L : -1L;
        }

        // Any other base overflows after at most 63 factors, so the loop is short.
        Number result = 1L;
        Number square = x;
        for (var rest = y; ; square *= square)
        {
            if ((rest & 1) != 0)
            {
                result *= square;
            }

            rest >>= 1;
            if (rest == 0)
            {
                return result;
            }
        }
    }
}
