using Sockeye.Cli.Fetching;
using Sockeye.Wire.Urls;

namespace Sockeye.Cli.Tests.Fetching;

public sealed class PasswordQuestionTests
{
    [Theory]
    [InlineData("http://anna@h/", true)]
    [InlineData("http://anna:x@h/", false)]
    [InlineData("http://anna:@h/", false)]
    [InlineData("http://h/", false)]
    [InlineData("ftp://anonymous@h/", false)]
    public void It_is_asked_where_there_is_a_user_and_no_password(string url, bool isDue) => Assert.Equal(isDue, PasswordQuestion.IsDue(Url.Parse(url)));

    [Fact]
    public void A_password_may_have_any_character()
    {
        Url url = PasswordQuestion.With(Url.Parse("ftp://anna@h:2121/x?//y"), "a:@/ü ");
        Assert.Equal(("anna", "a:@/ü ", "h", 2121, "/x"), (url.Authority!.User, url.Authority.Password, url.Host, url.Port, url.Path));
    }
}
