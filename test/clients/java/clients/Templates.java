package clients;

import static clients.Account.BUCKET;
import static clients.Check.equal;
import static clients.Check.holds;
import static clients.Check.id;

import com.qcloud.cos.COSClient;
import com.qcloud.cos.model.ciModel.job.MediaConcatFragmentObject;
import com.qcloud.cos.model.ciModel.template.MediaTemplateObject;
import com.qcloud.cos.model.ciModel.template.MediaTemplateRequest;

/** Templates of each kind that the SDK can compose: made, found, changed, deleted. */
public final class Templates {
    private Templates() {}

    public static void ofTranscode(COSClient client) {
        MediaTemplateRequest asked = asked("Transcode");
        asked.getContainer().setFormat("mp4");
        asked.getVideo().setCodec("H.264");
        asked.getVideo().setWidth("1280");
        asked.getAudio().setCodec("aac");
        asked.getTransConfig().setAdjDarMethod("scale");
        asked.getTimeInterval().setStart("0");
        asked.getTimeInterval().setDuration("60");
        MediaTemplateObject made = make(client, asked);
        equal("format", made.getTransTpl().getContainer().getFormat(), "mp4");
        equal("width", made.getTransTpl().getVideo().getWidth(), "1280");
        asked.getVideo().setWidth("640");
        MediaTemplateObject changed = change(client, asked, made);
        equal("width", changed.getTransTpl().getVideo().getWidth(), "640");
        equal("codec", changed.getTransTpl().getAudio().getCodec(), "aac");
        equal("duration", changed.getTransTpl().getTimeInterval().getDuration(), "60");
        equal("method", changed.getTransTpl().getTransConfig().getAdjDarMethod(), "scale");
        delete(client, made);
    }

    public static void ofSnapshot(COSClient client) {
        MediaTemplateRequest asked = asked("Snapshot");
        asked.getSnapshot().setMode("Interval");
        asked.getSnapshot().setStart("0");
        asked.getSnapshot().setTimeInterval("5");
        asked.getSnapshot().setCount("3");
        MediaTemplateObject made = make(client, asked);
        equal("count", made.getSnapshot().getCount(), "3");
        asked.getSnapshot().setCount("4");
        equal("count", change(client, asked, made).getSnapshot().getCount(), "4");
        delete(client, made);
    }

    public static void ofAnimation(COSClient client) {
        MediaTemplateRequest asked = asked("Animation");
        asked.getContainer().setFormat("gif");
        asked.getVideo().setCodec("gif");
        asked.getVideo().setWidth("320");
        asked.getVideo().setFps("5");
        asked.getVideo().setAnimateOnlyKeepKeyFrame("false");
        asked.getTimeInterval().setStart("0");
        asked.getTimeInterval().setDuration("10");
        MediaTemplateObject made = make(client, asked);
        equal("format", made.getTransTpl().getContainer().getFormat(), "gif");
        asked.getVideo().setFps("10");
        equal("fps", change(client, asked, made).getTransTpl().getVideo().getFps(), "10");
        delete(client, made);
    }

    public static void ofWatermark(COSClient client) {
        MediaTemplateRequest asked = asked("Watermark");
        asked.getWatermark().setType("Text");
        asked.getWatermark().setPos("TopRight");
        asked.getWatermark().setLocMode("Absolute");
        asked.getWatermark().setDx("10");
        asked.getWatermark().setDy("20");
        asked.getWatermark().getText().setText("水印");
        asked.getWatermark().getText().setFontSize("30");
        asked.getWatermark().getText().setFontType("simfang.ttf");
        asked.getWatermark().getText().setFontColor("0xFF0000");
        asked.getWatermark().getText().setTransparency("30");
        MediaTemplateObject made = make(client, asked);
        equal("text", made.getWatermark().getText().getText(), "水印");
        equal("type", made.getWatermark().getType(), "Text");
        asked.getWatermark().setDx("11");
        MediaTemplateObject changed = change(client, asked, made);
        equal("dx", changed.getWatermark().getDx(), "11");
        equal("font size", changed.getWatermark().getText().getFontSize(), "30");
        delete(client, made);
    }

    public static void ofConcat(COSClient client) {
        MediaTemplateRequest asked = asked("Concat");
        MediaConcatFragmentObject fragment = new MediaConcatFragmentObject();
        fragment.setMode("Start");
        fragment.setUrl("https://" + BUCKET + ".cos." + Account.REGION + ".myqcloud.com/1.mp4");
        asked.getConcat().getConcatFragmentList().add(fragment);
        asked.getConcat().getContainer().setFormat("mp4");
        MediaTemplateObject made = make(client, asked);
        MediaTemplateRequest wanted = new MediaTemplateRequest();
        wanted.setBucketName(BUCKET);
        wanted.setIds(made.getTemplateId());
        // The reader that goes by the order of events passes the kind over.
        MediaTemplateObject told = client.describeMediaTemplatesV2(wanted).getTemplateList().get(0);
        equal("fragment", told.getConcatTemplate().getConcatFragmentList().get(0).getUrl(), fragment.getUrl());
        equal("format", told.getConcatTemplate().getContainer().getFormat(), "mp4");
        delete(client, made);
    }

    public static void thatComeWithTheRelease(COSClient client) {
        MediaTemplateRequest wanted = new MediaTemplateRequest();
        wanted.setBucketName(BUCKET);
        wanted.setCategory("Official");
        wanted.setTag("Transcode");
        wanted.setPageSize("100");
        for (MediaTemplateObject template : client.describeMediaTemplates(wanted).getTemplateList()) {
            equal("category", template.getCategory(), "Official");
            equal("tag", template.getTag(), "Transcode");
            holds("format", template.getTransTpl().getContainer().getFormat() != null);
        }
    }

    private static MediaTemplateRequest asked(String tag) {
        MediaTemplateRequest asked = new MediaTemplateRequest();
        asked.setBucketName(BUCKET);
        asked.setTag(tag);
        asked.setName("Java-" + tag);
        return asked;
    }

    private static MediaTemplateObject make(COSClient client, MediaTemplateRequest asked) {
        MediaTemplateObject made = client.createMediaTemplate(asked).getTemplate();
        id("template", made.getTemplateId(), 't');
        same(made, asked);
        return made;
    }

    private static MediaTemplateObject change(COSClient client, MediaTemplateRequest asked, MediaTemplateObject made) {
        asked.setTemplateId(made.getTemplateId());
        holds("changed", client.updateMediaTemplate(asked));
        MediaTemplateRequest wanted = new MediaTemplateRequest();
        wanted.setBucketName(BUCKET);
        wanted.setIds(made.getTemplateId());
        MediaTemplateObject told = client.describeMediaTemplates(wanted).getTemplateList().get(0);
        equal("template", told.getTemplateId(), made.getTemplateId());
        same(told, asked);
        return told;
    }

    private static void same(MediaTemplateObject told, MediaTemplateRequest asked) {
        equal("name", told.getName(), asked.getName());
        equal("tag", told.getTag(), asked.getTag());
        equal("bucket", told.getBucketId(), BUCKET);
        equal("category", told.getCategory(), "Custom");
    }

    private static void delete(COSClient client, MediaTemplateObject made) {
        MediaTemplateRequest asked = new MediaTemplateRequest();
        asked.setBucketName(BUCKET);
        asked.setTemplateId(made.getTemplateId());
        holds("deleted", client.deleteMediaTemplate(asked));
        MediaTemplateRequest wanted = new MediaTemplateRequest();
        wanted.setBucketName(BUCKET);
        wanted.setIds(made.getTemplateId());
        equal("templates", client.describeMediaTemplates(wanted).getTemplateList().size(), 0);
    }
}
