// SPDX-License-Identifier: Apache-2.0

using System.Net;
using System.Net.Sockets;

namespace OtlpGateway.IntegrationTests.Gateway;

/// <summary>Ports that nothing listens on. They stay the same over restarts, as a client expects.</summary>
internal sealed record FreePorts(int Grpc, int Http, int Metrics, int Health, int Sql)
{
    public static FreePorts Find()
    {
        // Held together, so that all differ; another process may still take one before the gateway does.
        TcpListener[] listeners = [.. Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return new FreePorts(ports[0], ports[1], ports[2], ports[3], ports[4]);
    }
}
