// SPDX-License-Identifier: Apache-2.0

using System.Text;

namespace OtlpGateway.Processors.Cardinality.Templates;

/// <summary>
/// Writes an SQL statement with <c>?</c> for every literal and parameter; lists of them after IN and VALUES become one.
/// Comments are left out, white space is one space. Names and keywords stay as they are.
/// </summary>
internal ref struct StatementTemplate
{
    private static readonly WordSet Operators = new("like ilike rlike regexp between");

    private static readonly WordSet ValuesFollow = new(
        "and or not limit offset select when then else return set by interval date timestamp time is escape");

    private readonly ReadOnlySpan<byte> _text;
    private TemplateText _output;
    private int _at;
    private Token _last;
    private bool _pendingSpace;
    private int _depth;
    private int _listDepth;
    private int _listCommaAt;
    private int _rowEndAt;
    private bool _inValues;

    private StatementTemplate(ReadOnlySpan<byte> text, TemplateText output)
    {
        _text = text;
        _output = output;
        _listDepth = -1;
        _listCommaAt = -1;
        _rowEndAt = -1;
    }

    private enum Token : byte
    {
        Start,

        /// <summary>A name that a value does not follow.</summary>
        Name,

        /// <summary>IN: a list follows.</summary>
        ListKeyword,

        /// <summary>A keyword that a value or a name follows.</summary>
        BeforeValue,

        /// <summary>What is quoted behind it is a value, in double quotes too.</summary>
        Operator,
        Open,
        Comma,
        Close,
        Literal,
    }

    /// <summary>Appends the template of a text that <see cref="StatementShape"/> knows as a statement.</summary>
    /// <param name="learned">Places at which too many different words stood; null where nothing is learned.</param>
    public static void Write(ReadOnlySpan<byte> statement, LearnedPlaces? learned, ref TemplateText output)
    {
        var template = new StatementTemplate(statement, output);
        template.Run();
        output = template._output;
        if (learned is not null)
        {
            learned.Replace(ref output);
        }
    }

    private void Run()
    {
        while (_at < _text.Length && !_output.IsCut)
        {
            byte letter = _text[_at];
            if (StatementScanner.IsBlank(letter))
            {
                _pendingSpace = true;
                _at++;
            }
            else if (letter is (byte)'-' or (byte)'/' && StatementScanner.EndOfComment(_text, _at) is int end && end > _at)
            {
                _pendingSpace = true;
                _at = end;
            }
            else
            {
                Step(letter);
            }
        }
    }

    private void Step(byte letter)
    {
        switch (letter)
        {
            case (byte)'\'':
                Literal(StatementScanner.EndOfQuoted(_text, _at));
                break;
            case (byte)'"' or (byte)'`':
                Quoted(StatementScanner.EndOfQuoted(_text, _at));
                break;
            case (byte)'$' or (byte)':' or (byte)'@' or (byte)'%' or (byte)'?':
                Parameter(letter);
                break;
            case (byte)'+' or (byte)'-' when IsSign():
                _at++;
                Number();
                break;
            case (byte)'(':
                Open();
                break;
            case (byte)')':
                Close();
                break;
            case (byte)',':
                _listCommaAt = _last == Token.Literal && IsInList ? _output.Length : -1;
                Copy(_at + 1, Token.Comma);
                break;
            default:
                Word(letter);
                break;
        }
    }

    private readonly bool IsInList => _listDepth >= 0 && _depth == _listDepth;

    private void Word(byte letter)
    {
        if (StatementScanner.IsDigit(letter) || (letter == '.' && _last != Token.Name && NextIsDigit()))
        {
            Number();
        }
        else if (StatementScanner.IsNameStart(letter))
        {
            Name();
        }
        else
        {
            bool joins = letter is (byte)'.' or (byte)'*' or (byte)']' or (byte)';';
            Copy(_at + 1, joins ? Token.Name : Token.Operator);
        }
    }

    /// <summary>A name; in double quotes it may be a value, as MySQL has them.</summary>
    private void Quoted(int end)
    {
        bool isQualifier = end < _text.Length && _text[end] == '.';
        if (_text[_at] == '"' && !isQualifier && (_last is Token.Operator or Token.ListKeyword || IsInList))
        {
            Literal(end);
        }
        else
        {
            Copy(end, Token.Name);
        }
    }

    private void Name()
    {
        int end = StatementScanner.EndOfName(_text, _at);
        ReadOnlySpan<byte> name = _text[_at..end];
        if (name.Length <= 2 && end < _text.Length && _text[end] == '\'')
        {
            // N'...', E'...', X'...', B'...': a prefix of the literal.
            Literal(StatementScanner.EndOfQuoted(_text, end));
            return;
        }

        bool isIn = Ascii.EqualsIgnoreCase(name, "in"u8);
        bool isValues = Ascii.EqualsIgnoreCase(name, "values"u8);
        if (isIn || isValues)
        {
            _inValues = isValues;
            _rowEndAt = -1;
        }

        Copy(
            end,
            isIn || isValues ? Token.ListKeyword
            : Operators.Contains(name) ? Token.Operator
            : ValuesFollow.Contains(name) ? Token.BeforeValue
            : Token.Name);
    }

    private void Number() => Literal(StatementScanner.EndOfNumber(_text, _at));

    /// <summary>$1, $$text$$, :name, @name, %s, ? and what looks like them: a cast, a variable of the server, a modulo.</summary>
    private void Parameter(byte letter)
    {
        int next = _at + 1;
        byte second = next < _text.Length ? _text[next] : (byte)0;
        if (letter == '$' && StatementScanner.EndOfDollarQuoted(_text, _at) is int end && end > _at)
        {
            Literal(end);
        }
        else if (letter == '?')
        {
            Literal(next);
        }
        else if (letter is (byte)':' or (byte)'@' && second == letter)
        {
            Copy(StatementScanner.EndOfName(_text, next + 1), Token.Name);
        }
        else if (letter == '%' ? second is (byte)'s' or (byte)'d' or (byte)'(' && _last != Token.Name && _last != Token.Literal : IsParameterName(second))
        {
            int close = letter == '%' && second == '(' ? _text[next..].IndexOf((byte)')') : -1;
            Literal(close >= 0 ? Math.Min(_text.Length, next + close + 2) : StatementScanner.EndOfName(_text, next));
        }
        else
        {
            Copy(next, Token.Operator);
        }
    }

    private void Literal(int end)
    {
        _at = end;
        if (_listCommaAt >= 0 && IsInList)
        {
            // A literal behind a literal and a comma: one stands for both.
            _output.Truncate(_listCommaAt);
            _listCommaAt = -1;
            _pendingSpace = false;
        }
        else
        {
            Space();
            _output.Append(TemplateText.Literal);
        }

        _last = Token.Literal;
    }

    private void Open()
    {
        bool nextRow = _inValues && _rowEndAt >= 0 && _last == Token.Comma && _depth == 0;
        bool isList = _listDepth < 0 && (_last == Token.ListKeyword || nextRow);
        Copy(_at + 1, Token.Open);
        _depth++;
        if (isList)
        {
            _listDepth = _depth;
            _listCommaAt = -1;
        }
    }

    private void Close()
    {
        bool endsList = IsInList;
        Copy(_at + 1, Token.Close);
        _depth = Math.Max(0, _depth - 1);
        if (!endsList)
        {
            return;
        }

        _listDepth = -1;
        _listCommaAt = -1;
        if (_inValues && _rowEndAt >= 0)
        {
            // Rows of VALUES are alike: the first one stands for all.
            _output.Truncate(_rowEndAt);
        }
        else if (_inValues && _depth == 0)
        {
            _rowEndAt = _output.Length;
        }
    }

    private void Copy(int end, Token token)
    {
        Space();
        _output.Append(_text[_at..end]);
        _at = end;
        _last = token;
    }

    private void Space()
    {
        if (_pendingSpace && _output.Length > 0)
        {
            _output.Append((byte)' ');
        }

        _pendingSpace = false;
    }

    private readonly bool IsSign() =>
        NextIsDigit() && _last is Token.BeforeValue or Token.Operator or Token.ListKeyword or Token.Open or Token.Comma;

    private readonly bool NextIsDigit() => _at + 1 < _text.Length && StatementScanner.IsDigit(_text[_at + 1]);

    private static bool IsParameterName(byte letter) => StatementScanner.IsNameStart(letter) || StatementScanner.IsDigit(letter);
}
