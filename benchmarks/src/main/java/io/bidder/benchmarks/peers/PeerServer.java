package io.bidder.benchmarks.peers;

import io.bidder.bidder.campaign.file.CatalogueReader;
import io.bidder.modelstore.schema.FeatureSchema;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * A bid server on Vert.x: an event loop a core with a router each, JSON parsed on the event loop,
 * scoring on worker threads, as its documentation says blocking work is to be done.
 */
public final class PeerServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 256 * 1024;
  private static final long START_SECONDS = 60;

  /** Vert.x's number for a free port that all event loops share. */
  private static final int ANY_PORT_SHARED = -1;

  /** The kinds of peers. */
  public enum Kind {
    /** ONNX Runtime as it comes, one session, on as many workers as Vert.x has. */
    TEXTBOOK,
    /** The same with one thread a run and no spinning, and a worker a core. */
    TUNED,
    /**
     * DJL's engine in place of ONNX Runtime's own API. In a process in which nothing else has used
     * ONNX Runtime: DJL makes the one environment itself.
     */
    DJL
  }

  private final Vertx vertx;
  private final PeerScorer scorer;
  private final AtomicInteger port = new AtomicInteger();

  private PeerServer(Kind kind, int port, Path model, FeatureSchema schema, Path catalogue)
      throws Exception {
    PeerStats stats = new PeerStats();
    scorer =
        switch (kind) {
          case TEXTBOOK -> OrtScorer.asItComes(model);
          case TUNED -> OrtScorer.tuned(model);
          case DJL -> new DjlScorer(model);
        };
    PeerBidding bidding =
        new PeerBidding(PeerAd.of(CatalogueReader.read(catalogue)), schema, scorer, stats);
    int cores = Runtime.getRuntime().availableProcessors();
    vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    WorkerExecutor workers =
        vertx.createSharedWorkerExecutor(
            "score", kind == Kind.TUNED ? cores : VertxOptions.DEFAULT_WORKER_POOL_SIZE);
    int shared = port == 0 ? ANY_PORT_SHARED : port;
    await(
        vertx.deployVerticle(
            () -> new Bids(bidding, stats, workers, shared, this.port),
            new DeploymentOptions().setInstances(cores)));
  }

  /**
   * Starts a peer: when this returns, it answers.
   *
   * @param port 0 takes a free one
   * @param model the stock {@code .onnx} file
   * @param schema of its features
   * @throws Exception if a file cannot be read or the port cannot be listened on
   */
  public static PeerServer start(
      Kind kind, int port, Path model, FeatureSchema schema, Path catalogue) throws Exception {
    return new PeerServer(kind, port, model, schema, catalogue);
  }

  /** That it listens on. */
  public int port() {
    return port.get();
  }

  @Override
  public void close() {
    try {
      await(vertx.close());
    } finally {
      scorer.close();
    }
  }

  /** The wait's failure, or that of what was waited for. */
  private static void await(Future<?> future) {
    try {
      future.toCompletionStage().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** An event loop's share of the server. */
  private static final class Bids extends AbstractVerticle {
    private final PeerBidding bidding;
    private final PeerStats stats;
    private final WorkerExecutor workers;
    private final int wanted;
    private final AtomicInteger actual;

    Bids(
        PeerBidding bidding,
        PeerStats stats,
        WorkerExecutor workers,
        int wanted,
        AtomicInteger actual) {
      this.bidding = bidding;
      this.stats = stats;
      this.workers = workers;
      this.wanted = wanted;
      this.actual = actual;
    }

    @Override
    public void start(Promise<Void> started) {
      Router router = Router.router(vertx);
      router
          .post("/openrtb2/bid")
          .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
          .handler(this::bid);
      router
          .get("/stats")
          .handler(context ->
              context.response().putHeader("content-type", "application/json").end(stats.toJson()));
      vertx
          .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
          .requestHandler(router)
          .listen(wanted)
          .onComplete(
              server -> {
                actual.set(server.actualPort());
                started.complete();
              },
              started::fail);
    }

    private void bid(RoutingContext context) {
      stats.request();
      JsonNode request;
      try {
        Buffer body = context.body().buffer();
        request = bidding.parse(body == null ? new byte[0] : body.getBytes());
      } catch (IllegalArgumentException e) {
        context.response().setStatusCode(400).end();
        return;
      }
      workers
          .executeBlocking(() -> bidding.bid(request), false)
          .onComplete(
              answer -> {
                if (answer == null) {
                  context.response().setStatusCode(204).end();
                } else {
                  context
                      .response()
                      .putHeader("content-type", "application/json")
                      .putHeader("x-openrtb-version", "2.6")
                      .end(Buffer.buffer(answer));
                }
              },
              context::fail);
    }
  }
}
