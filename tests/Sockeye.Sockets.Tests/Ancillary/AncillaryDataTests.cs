using static Sockeye.Sockets.SocketOption;

namespace Sockeye.Sockets.Tests.Ancillary;

/// <summary>The control buffer itself: its arithmetic, what it takes, what it shows.</summary>
public sealed class AncillaryDataTests
{
    [NeedsFact("python3")]
    public void LengthAndSpace_AreThoseOfPython()
    {
        int[] sizes = [.. Enumerable.Range(0, 40), 1000, int.MaxValue - 25, int.MaxValue - 24, int.MaxValue - 23, int.MaxValue - 16, int.MaxValue - 15, int.MaxValue, -1];
        string[] theirs = PythonAnswers.To(sizes.SelectMany(static size => new[] { $"str(socket.CMSG_LEN({size}))", $"str(socket.CMSG_SPACE({size}))" }));
        string[] ours = [.. sizes.SelectMany(static size => new[] { PythonAnswers.Ours(() => $"{AncillaryData.Length(size)}"), PythonAnswers.Ours(() => $"{AncillaryData.Space(size)}") })];
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public void WhatIsAdded_IsThereInOrder_UntilItIsCleared()
    {
        using var data = new AncillaryData(AncillaryData.Space(3) + AncillaryData.Space(0) + AncillaryData.Length(4));
        data.Add(7, 8, [1, 2, 3]);
        data.Add(ALG_SET_OP, []);
        data.AddTimeToLive(9);
        Assert.Equal(data.Capacity, data.Size);
        Assert.Equal(["7 8 010203", "279 3 ", "0 2 09000000"], Shown(data));
        data.Clear();
        Assert.Equal(0, data.Size);
        Assert.Empty(Shown(data));
        data.AddHopLimit(1);
        Assert.Equal(["41 52 01000000"], Shown(data));
    }

    [Fact]
    public void WhatHasNoRoom_IsRefused_AndWhatWasThereStays()
    {
        for (int capacity = 0; capacity < AncillaryData.Space(1) + AncillaryData.Length(4); capacity++)
        {
            using var data = new AncillaryData(capacity);
            int fits = 0;
            foreach (byte[] item in (byte[][])[[1], [2, 3, 4, 5]])
            {
                int room = capacity - (fits == 0 ? 0 : AncillaryData.Space(1));
                if (room >= AncillaryData.Length(item.Length))
                {
                    data.Add(1, 2, item);
                    fits++;
                }
                else
                {
                    Assert.Contains($"of {capacity} there are", Assert.Throws<InvalidOperationException>(() => data.Add(1, 2, item)).Message, StringComparison.Ordinal);
                    break;
                }
            }

            Assert.Equal(fits, Shown(data).Count);
        }
    }

    [Fact]
    public void ADisposedOne_SaysSo()
    {
        (Socket one, Socket two) = Socket.SocketPair();
        using (one)
        using (two)
        {
            var data = new AncillaryData(100);
            data.Dispose();
            data.Dispose();
            Assert.Throws<ObjectDisposedException>(() => data.Add(1, 1, []));
            Assert.Throws<ObjectDisposedException>(() => data.TimeToLive);
            Assert.Throws<ObjectDisposedException>(() => one.SendMessage("x"u8, new() { Ancillary = data }));
            one.SendAll("y"u8);
            Assert.Throws<ObjectDisposedException>(() => two.ReceiveMessage(new byte[1], new() { Ancillary = data }));
            Assert.Equal("y"u8.ToArray(), two.Receive(1));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(0x7fffffc8)]
    [InlineData(int.MaxValue)]
    public void ACapacityThatNoArrayHas_IsRefused(int capacity)
        => Assert.Equal("capacity", Assert.Throws<ArgumentOutOfRangeException>(() => new AncillaryData(capacity)).ParamName);

    [Fact]
    public void AsText_ItSaysWhatIsInIt()
    {
        using var file = new OpenFile();
        var data = new AncillaryData(100);
        Assert.Equal("ancillary data: 0 of 100 bytes, 0 messages, 0 descriptors", data.ToString());
        data.AddTimeToLive(9);
        data.AddDescriptors([file.Handle, file.Handle]);
        Assert.Equal("ancillary data: 48 of 100 bytes, 2 messages, 2 descriptors", data.ToString());
        data.Dispose();
        Assert.Equal("ancillary data (disposed)", data.ToString());
    }

    internal static List<string> Shown(AncillaryData data)
    {
        List<string> shown = [];
        foreach (AncillaryMessage message in data)
        {
            shown.Add($"{message.Level} {message.Type} {Convert.ToHexString(message.Data)}");
        }

        return shown;
    }
}
