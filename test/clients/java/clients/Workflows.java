package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;
import static clients.Check.refused;
import static clients.Check.until;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.workflow.MediaWorkflowExecutionObject;
import com.qcloud.cos.model.ciModel.workflow.MediaWorkflowListRequest;
import com.qcloud.cos.model.ciModel.workflow.MediaWorkflowListResponse;
import com.qcloud.cos.model.ciModel.workflow.MediaWorkflowNode;
import com.qcloud.cos.model.ciModel.workflow.MediaWorkflowObject;
import java.util.List;

/** Workflows, which the SDK can find, start, follow and delete, but not make: one is there, and one more to be deleted. */
public final class Workflows {
    private static final String WORKFLOW = System.getenv("COS_WORKFLOW");
    private static final String WORKFLOW_TO_DELETE = System.getenv("COS_WORKFLOW_TO_DELETE");

    private Workflows() {}

    public static void lists(COSClient client) {
        MediaWorkflowListRequest asked = asked();
        asked.setIds(WORKFLOW);
        MediaWorkflowListResponse told = client.describeWorkflow(asked);
        equal("count", told.getTotalCount(), "1");
        MediaWorkflowObject workflow = told.getMediaWorkflowList().get(0);
        equal("id", workflow.getWorkflowId(), WORKFLOW);
        equal("bucket", workflow.getBucketId(), BUCKET);
        equal("state", workflow.getState(), "Active");
        String node = workflow.getTopology().getMediaWorkflowDependency().get("Start").getValue();
        holds("node " + node, node.startsWith("Snapshot_"));
        MediaWorkflowNode snapshot = workflow.getTopology().getMediaWorkflowNodes().get(node);
        equal("type", snapshot.getType(), "Snapshot");
        id("template", snapshot.getOperation().getTemplateId(), 't');
        equal("output", snapshot.getOperation().getOutput().getBucket(), BUCKET);
        MediaWorkflowNode start = workflow.getTopology().getMediaWorkflowNodes().get("Start");
        equal("prefix", start.getInput().getObjectPrefix(), "flow/");
    }

    public static void runsByHand(COSClient client) throws Exception {
        MediaWorkflowListRequest asked = asked();
        asked.setWorkflowId(WORKFLOW);
        asked.setObject("1.mp4");
        String run = client.triggerWorkflowList(asked).getInstanceId();
        id("run", run, 'i');
        MediaWorkflowExecutionObject done = until(() -> run(client, run), now -> !now.getState().equals("Running"));
        equal("state", done.getState(), "Success");
        equal("run", done.getRunId(), run);
        equal("workflow", done.getWorkflowId(), WORKFLOW);
        equal("object", done.getObject(), "1.mp4");
        equal("tasks", done.getTasks().size(), 1);
        equal("task", done.getTasks().get(0).getType(), "Snapshot");
        equal("task’s state", done.getTasks().get(0).getState(), "Success");
        id("job", done.getTasks().get(0).getJobId(), 'j');
        holds("wrote", client.doesObjectExist(BUCKET, "flowed/" + run + "-0.jpg"));
    }

    public static void runsByUpload(COSClient client) throws Exception {
        client.copyObject(BUCKET, "1.mp4", BUCKET, "flow/of java.mp4");
        MediaWorkflowListRequest asked = asked();
        asked.setWorkflowId(WORKFLOW);
        asked.setStates("Success");
        List<MediaWorkflowExecutionObject> done = until(
            () -> client.describeWorkflowExecutions(asked).getWorkflowExecutionList(),
            runs -> runs.stream().anyMatch(run -> "flow/of java.mp4".equals(run.getObject())));
        id("run", done.get(0).getRunId(), 'i');
        equal("workflow", done.get(0).getWorkflowId(), WORKFLOW);
    }

    public static void deletes(COSClient client) {
        MediaWorkflowListRequest asked = asked();
        asked.setWorkflowId(WORKFLOW_TO_DELETE);
        holds("deleted", client.deleteWorkflow(asked));
        refused(404, "ResourceNotFound", () -> client.deleteWorkflow(asked));
    }

    private static MediaWorkflowListRequest asked() {
        MediaWorkflowListRequest asked = new MediaWorkflowListRequest();
        asked.setBucketName(BUCKET);
        return asked;
    }

    private static MediaWorkflowExecutionObject run(COSClient client, String id) {
        MediaWorkflowListRequest asked = asked();
        asked.setRunId(id);
        return client.describeWorkflowExecution(asked).getWorkflowExecution();
    }
}
