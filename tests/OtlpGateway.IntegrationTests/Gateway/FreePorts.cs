// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>Ports that nothing listens on. They stay the same over restarts, as a client expects.</summary>
internal sealed record FreePorts(int Grpc, int Http, int Metrics, int Health, int Sql)
{
    private const int Lowest = 10_000;

    /// <summary>Below the ports that the system gives to outgoing connections, which come and go.</summary>
    private const int Highest = 32_000;

    public static FreePorts Find()
    {
        // Held together, so that all differ.
        var listeners = new List<TcpListener>();
        while (listeners.Count < 5)
        {
            var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(Lowest, Highest));
            try
            {
                listener.Start();
                listeners.Add(listener);
            }
            catch (SocketException)
            {
                listener.Dispose();
            }
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return new FreePorts(ports[0], ports[1], ports[2], ports[3], ports[4]);
    }
}
