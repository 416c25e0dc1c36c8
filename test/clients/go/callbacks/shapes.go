package main

// What a receiver with fixed types has: composed from the vendor's tables of each tag, it knows nothing of the writer.

// Containers of texts alone.
type texts = map[string]string

type taskFinish struct {
	EventName  string
	JobsDetail list[job]
}

type job struct {
	Code         string
	CreationTime string
	EndTime      string
	Input        struct {
		BucketId   string
		CosHeaders list[header]
		Object     string
		Region     string
	}
	JobId     string
	Message   string
	Operation operation
	Progress  string
	QueueId   string
	QueueType string
	StartTime string
	State     string
	Tag       string
	Workflow  texts
}

type header struct{ Key, Value string }

type operation struct {
	JobLevel            string
	UserData            string
	WatermarkTemplateId list[string]
	Output              struct {
		Bucket, Object, Region, SpriteObject string
		StreamExtract                        list[struct{ Index, Object, Output string }]
	}
	MediaInfo struct {
		Format texts
		Stream struct {
			Audio, Subtitle, Video list[texts]
		}
	}
	MediaResult struct {
		OutputFile struct {
			file
			SpriteOutputFile file
		}
	}

	NoiseReduction texts
	SmartCover     texts
	Segment        texts
	Transcode      struct {
		Container, Video, Audio texts
		AudioMixArray           list[struct{ AudioSource string }]
	}
	Snapshot struct {
		Count, Mode, SnapshotOutMode string
		SpriteSnapshotConfig         texts
	}
	Animation      struct{ Container, Video texts }
	ConcatTemplate struct {
		Container, Video, Audio texts
		ConcatFragment          list[struct{ Mode, Url string }]
	}
	PicProcess struct {
		IsPicInfo   truth
		ProcessRule string
	}
	PicProcessResult     list[pictureResult]
	FileHashCodeConfig   texts
	FileHashCodeResult   texts
	FileUncompressConfig texts
	FileUncompressResult texts
	FileCompressConfig   struct {
		Flatten, Format, IgnoreError string
		Key                          list[string]
	}
	FileCompressResult struct {
		Bucket, Object, Region, CompressFileCount, ErrorCount string
		ErrorDetail                                           struct {
			ErrorCount string
			ErrorFile  list[string]
		}
	}
}

type file struct {
	Bucket       string
	Md5Info      list[struct{ Md5, ObjectName string }]
	ObjectName   list[string]
	ObjectUrl    list[string]
	ObjectPrefix string
	Region       string
}

type picture struct {
	Format                 string
	Width, Height, Quality number
}

type pictureResult struct {
	InputObjectName string
	InputObjectUrl  string
	ObjectName      string
	ObjectUrl       string
	OriginalInfo    struct {
		Etag      string
		ImageInfo struct {
			picture
			Ave         string
			Orientation number
		}
	}
	ProcessResult struct {
		picture
		Etag string
		Size number
	}
}

type workflowFinish struct {
	EventName         string
	WorkflowExecution struct {
		WorkflowId, WorkflowName, RunId, State, BucketId, Object, CreateTime string
		CosHeaders                                                           list[header]
		Tasks                                                                list[texts]
	}
}
