// A limit for each request: a scope is an account of its own above the same allocator. A request that asks for more
// than its share is answered with 503, and the others do not notice.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE" docs/examples/RequestScopes.java

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ccache.allocator.AllocatorScope;
import org.ccache.allocator.CcacheAllocator;
import org.ccache.allocator.OffHeapAllocator;

public final class RequestScopes {
    private static final int PIECE = 8_192;
    private static final int[] PIECES = {1, 5, 1000, 3, 7};

    public static void main(String[] arguments) throws IOException {
        try (CcacheAllocator allocator = CcacheAllocator.create();
                AllocatorScope server = allocator.scope("server", 16 << 20)) { // all requests together
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", exchange -> answer(server, exchange));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                http.setExecutor(threads);
                http.start();
                for (int pieces : PIECES) {
                    System.out.println(pieces + " pieces: " + get(http.getAddress().getPort(), pieces));
                }
                http.stop(0);
            }
            System.out.println(server.stats().liveBytes() + " bytes are live");
        }
    }

    private static void answer(AllocatorScope server, HttpExchange exchange) throws IOException {
        int pieces = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
        int status = HttpURLConnection.HTTP_OK;
        try (AllocatorScope request = server.scope("request", 1 << 20)) { // counts against both limits
            work(request, pieces);
        } catch (OutOfMemoryError e) { // e.getMessage() says which limit, what was asked, and what was live
            status = HttpURLConnection.HTTP_UNAVAILABLE;
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Takes any allocator: a scope, the allocator itself, or a test's. Frees what it has, also where it is refused. */
    private static void work(OffHeapAllocator allocator, int pieces) {
        long[] blocks = new long[pieces];
        int done = 0;
        try {
            for (; done < pieces; done++) {
                blocks[done] = allocator.allocate(PIECE);
                allocator.segment(blocks[done], PIECE).fill((byte) 1);
            }
        } finally {
            allocator.free(blocks, done);
        }
    }

    private static int get(int port, int pieces) throws IOException {
        String host = InetAddress.getLoopbackAddress().getHostAddress();
        URI uri = URI.create("http://" + host + ":" + port + "/" + pieces);
        return ((HttpURLConnection) uri.toURL().openConnection()).getResponseCode();
    }
}
