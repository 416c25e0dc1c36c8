package clients;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.qcloud.cos.COSClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs what its arguments name, one after the other: of each class its `main`, and each public static method that takes a client.
 * After each it prints one line of JSON, `name` and `thrown`, if something was, and waits for a line on its input.
 */
public final class Run {
    private static final int LONGEST_S = 60;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PrintStream OUT = System.out;

    private Run() {}

    public static void main(String[] classes) throws Exception {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        System.setOut(nowhere);
        System.setErr(nowhere);
        BufferedReader turns = new BufferedReader(new InputStreamReader(System.in));
        ExecutorService thread = Executors.newCachedThreadPool();
        COSClient client = Account.client();
        for (String name : classes) {
            for (Method method : cases(Class.forName(name))) {
                Future<?> running = thread.submit(() -> call(method, client));
                OUT.println(JSON.writeValueAsString(outcome(method, running)));
                if (turns.readLine() == null) return;
            }
        }
        // Clients that demos leave open would keep the process.
        System.exit(0);
    }

    private static List<Method> cases(Class<?> type) {
        List<Method> found = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            int modifiers = method.getModifiers();
            if (!Modifier.isStatic(modifiers) || !Modifier.isPublic(modifiers)) continue;
            Class<?>[] takes = method.getParameterTypes();
            boolean isMain = method.getName().equals("main") && Arrays.equals(takes, new Class<?>[] {String[].class});
            if (isMain || Arrays.equals(takes, new Class<?>[] {COSClient.class})) found.add(method);
        }
        found.sort(Comparator.comparing(Method::getName));
        return found;
    }

    private static Void call(Method method, COSClient client) throws Exception {
        Object given = method.getName().equals("main") ? new String[0] : client;
        method.invoke(null, given);
        return null;
    }

    private static Map<String, String> outcome(Method method, Future<?> running) throws InterruptedException {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("name", method.getDeclaringClass().getSimpleName() + "." + method.getName());
        try {
            running.get(LONGEST_S, TimeUnit.SECONDS);
        } catch (TimeoutException error) {
            running.cancel(true);
            said.put("thrown", "took longer than " + LONGEST_S + " s");
        } catch (ExecutionException error) {
            Throwable thrown = error.getCause();
            if (thrown instanceof InvocationTargetException) thrown = thrown.getCause();
            said.put("thrown", tell(thrown));
        }
        return said;
    }

    private static String tell(Throwable thrown) {
        StackTraceElement[] trace = thrown.getStackTrace();
        String at = trace.length == 0 ? "" : " (" + trace[0].getFileName() + ":" + trace[0].getLineNumber() + ")";
        return thrown.getClass().getSimpleName() + ": " + thrown.getMessage() + at;
    }
}
