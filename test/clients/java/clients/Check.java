package clients;

import com.qcloud.cos.exception.CosServiceException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** What a program says of what it was answered. */
final class Check {
    private static final long LONGEST_MS = 30_000;
    private static final long LOOK_EVERY_MS = 100;

    private Check() {}

    static void equal(String what, Object is, Object should) {
        if (!Objects.equals(is, should)) throw new AssertionError(what + " is " + is + ", not " + should);
    }

    static void holds(String what, boolean does) {
        if (!does) throw new AssertionError("not so: " + what);
    }

    /** An id of the service's: its letter, for templates a 1, and 32 hex digits. */
    static void id(String what, String is, char letter) {
        holds(what + " is the id " + is, is != null && is.matches(letter + "1?[0-9a-f]{32}"));
    }

    static void refused(int status, String code, Callable<?> call) {
        try {
            call.call();
        } catch (CosServiceException error) {
            equal("status", error.getStatusCode(), status);
            equal("code", error.getErrorCode(), code);
            holds("request id", error.getRequestId() != null && !error.getRequestId().isEmpty());
            holds("message", error.getErrorMessage() != null && !error.getErrorMessage().isEmpty());
            return;
        } catch (Exception error) {
            throw new AssertionError("not refused by " + code, error);
        }
        throw new AssertionError("not refused by " + code);
    }

    /** Asks until the answer is so. */
    static <T> T until(Callable<T> asked, Predicate<T> is) throws Exception {
        long end = System.currentTimeMillis() + LONGEST_MS;
        while (System.currentTimeMillis() < end) {
            T answer = asked.call();
            if (is.test(answer)) return answer;
            Thread.sleep(LOOK_EVERY_MS);
        }
        throw new AssertionError("did not come in time");
    }
}
