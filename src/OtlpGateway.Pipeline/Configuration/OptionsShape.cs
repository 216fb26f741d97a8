// SPDX-License-Identifier: Apache-2.0

namespace OtlpGateway.Pipeline.Configuration;

/// <summary>What a YAML value must look like to become a value of <paramref name="Type"/>.</summary>
/// <param name="Type">The scalar, collection or section type; without <see cref="Nullable{T}"/>.</param>
/// <param name="Element">The shape of list items or dictionary values.</param>
internal sealed record OptionsShape(OptionsShapeKind Kind, Type Type, OptionsShape? Element)
{
    public static OptionsShape Of(Type declared)
    {
        Type type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (typeof(ConfigNode).IsAssignableFrom(type))
        {
            return new(OptionsShapeKind.Raw, type, null);
        }

        if (ScalarBinder.Binds(type))
        {
            return new(OptionsShapeKind.Scalar, type, null);
        }

        if (type.IsGenericType)
        {
            Type[] arguments = type.GetGenericArguments();
            Type definition = type.GetGenericTypeDefinition();
            if (definition == typeof(List<>) || definition == typeof(IReadOnlyList<>) || definition == typeof(IList<>))
            {
                return new(OptionsShapeKind.List, typeof(List<>).MakeGenericType(arguments), Of(arguments[0]));
            }

            bool dictionary = definition == typeof(Dictionary<,>) || definition == typeof(IReadOnlyDictionary<,>) || definition == typeof(IDictionary<,>);
            if (dictionary && arguments[0] == typeof(string))
            {
                return new(OptionsShapeKind.Dictionary, typeof(Dictionary<,>).MakeGenericType(arguments), Of(arguments[1]));
            }
        }

        return type.IsClass && type != typeof(object) && !type.IsArray && type.GetConstructor(Type.EmptyTypes) is not null
            ? new(OptionsShapeKind.Section, type, null)
            : throw new NotSupportedException($"The options type {type} cannot be bound to YAML.");
    }
}
