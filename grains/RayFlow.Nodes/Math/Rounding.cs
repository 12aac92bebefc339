using System.Globalization;
using System.Numerics;
using RayFlow.Nodes.Sdk;

namespace RayFlow.Nodes.Math;

/// <summary>Rounding half to even, exactly: a float is rounded as the number it is, not as a product with a power of ten.</summary>
internal static class Rounding
{
    // The least float is 2^-1074 and has as many decimal places; 10^309 is above the greatest.
    private const int MostDigits = 1074;
    private const int LeastDigits = -310;

    /// <summary>A whole float as an int.</summary>
    public static Number ToInt(double whole) => whole is >= -9223372036854775808.0 and < 9223372036854775808.0
        ? (long)whole
        : throw Faults.Overflow(whole.ToString("R", CultureInfo.InvariantCulture));

    public static Number Round(long x, long digits)
    {
        if (digits >= 0)
        {
            return x;
        }

        var unit = BigInteger.Pow(10, -(int)long.Max(digits, LeastDigits));
        var rounded = DivideHalfToEven(x, unit) * unit;
        return rounded >= long.MinValue && rounded <= long.MaxValue ? (long)rounded : throw Faults.Overflow(rounded.ToString(CultureInfo.InvariantCulture));
    }

    public static Number Round(double x, long digits)
    {
        if (digits == 0)
        {
            return ToInt(double.Round(x, MidpointRounding.ToEven));
        }

        if (digits >= MostDigits || x == 0)
        {
            return digits > 0 ? x : (Number)0L;
        }

        // x is mantissa * 2^exponent, and so mantissa * 10^digits / 2^-exponent units of 10^-digits.
        var (mantissa, exponent) = Split(x);
        BigInteger numerator = mantissa;
        var denominator = BigInteger.One;
        Scale(ref numerator, ref denominator, 2, exponent);
        Scale(ref numerator, ref denominator, 10, (int)long.Max(digits, LeastDigits));
        var units = DivideHalfToEven(numerator, denominator);
        if (digits > 0)
        {
            return double.Parse(string.Create(CultureInfo.InvariantCulture, $"{units}E-{digits}"), CultureInfo.InvariantCulture);
        }

        var rounded = units * BigInteger.Pow(10, -(int)long.Max(digits, LeastDigits));
        return rounded >= long.MinValue && rounded <= long.MaxValue ? (long)rounded : throw Faults.Overflow(rounded.ToString(CultureInfo.InvariantCulture));
    }

    private static (long Mantissa, int Exponent) Split(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xFFFFFFFFFFFFF;
        var mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        return (x < 0 ? -mantissa : mantissa, int.Max(exponent, 1) - 1075);
    }

    private static void Scale(ref BigInteger numerator, ref BigInteger denominator, int factor, int power)
    {
        if (power >= 0)
        {
            numerator *= BigInteger.Pow(factor, power);
        }
        else
        {
            denominator *= BigInteger.Pow(factor, -power);
        }
    }

    private static BigInteger DivideHalfToEven(BigInteger numerator, BigInteger denominator)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        var twice = BigInteger.Abs(remainder) * 2;
        return twice > denominator || (twice == denominator && !quotient.IsEven) ? quotient + numerator.Sign : quotient;
    }
}
