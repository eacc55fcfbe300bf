// An HTTP server with a virtual thread for each request. What a request brings is in a block; a thread of its own looks
// at it after the answer has gone out, and frees it: seldom on the carrier that allocated it, which costs nothing.
//
//   java --enable-native-access=ALL-UNNAMED -cp "$CCACHE" docs/examples/VirtualThreadServer.java

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.ccache.allocator.CcacheAllocator;

public final class VirtualThreadServer {
    private static final int REQUESTS = 400;

    private static final AtomicInteger bytesSeen = new AtomicInteger();
    private static final AtomicInteger otherCarrier = new AtomicInteger();

    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        CcacheAllocator allocator = CcacheAllocator.create();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> answer(allocator, threads, exchange));
        server.setExecutor(threads);
        server.start();
        int port = server.getAddress().getPort();
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) { // this program's own users
            var answers = IntStream.range(0, REQUESTS)
                    .mapToObj(i -> clients.submit(() -> post(port, "request " + i)))
                    .toList();
            int right = 0;
            for (Future<Integer> answer : answers) {
                right += answer.get() == HttpURLConnection.HTTP_OK ? 1 : 0;
            }
            System.out.println(right + " requests answered");
        }
        server.stop(0);
        threads.close(); // waits for the threads that still have a block
        System.out.println(bytesSeen + " bytes seen after the answers");
        System.out.println("on another carrier than it was allocated on: " + otherCarrier + " blocks freed");
        System.out.println(allocator.stats().liveBytes() + " bytes are live");
        allocator.close();
    }

    private static void answer(CcacheAllocator allocator, ExecutorService threads, HttpExchange exchange)
            throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        long block = allocator.allocate(body.length);
        allocator.segment(block, body.length).copyFrom(MemorySegment.ofArray(body));
        String carrier = carrier();
        try (exchange) {
            exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, -1);
        } finally { // also where the client has gone: the block is the other thread's from here on
            threads.submit(() -> after(allocator, block, body.length, carrier));
        }
    }

    private static void after(CcacheAllocator allocator, long block, int size, String carrier) {
        byte[] seen = allocator.segment(block, size).toArray(ValueLayout.JAVA_BYTE);
        bytesSeen.addAndGet(new String(seen, StandardCharsets.US_ASCII).length());
        otherCarrier.addAndGet(carrier.equals(carrier()) ? 0 : 1);
        allocator.free(block);
    }

    /** What a virtual thread's name shows of where it runs: only to be printed. */
    private static String carrier() {
        return Thread.currentThread().toString().replaceAll(".*@", "");
    }

    private static int post(int port, String body) throws IOException {
        URI uri = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port + "/");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setDoOutput(true);
        connection.getOutputStream().write(body.getBytes(StandardCharsets.US_ASCII));
        return connection.getResponseCode();
    }
}
