pragma ComponentBehavior: Bound

import QtQuick
import Kiosk
import Kiosk.ViewModels

// What everybody is to know.
PageFrame {
    id: page

    required property NoticesViewModel vm
    required property AppViewModel app

    head: Heading {
        width: parent.width
        text: qsTr("Notices")
    }
    actions: ActionRow {
        width: parent.width
        onBack: page.vm.back()
    }

    Words {
        visible: page.vm.notices.length === 0
        width: parent.width
        text: qsTr("There are no notices now.")
        color: Theme.softInk
    }

    Repeater {
        model: page.vm.notices

        Card {
            id: notice

            required property var modelData

            objectName: "notice"
            width: page.contentWidth
            spacing: Theme.space2

            Words {
                width: parent.width
                text: notice.modelData.title
                size: Theme.strong
                strong: true
            }

            Words {
                visible: notice.modelData.until !== ""
                width: parent.width
                text: qsTr("Until %1").arg(notice.modelData.until)
                size: Theme.small
                color: Theme.softInk
            }

            Words {
                visible: text !== ""
                width: parent.width
                text: notice.modelData.text
                lineHeight: Theme.leadingLoose
            }
        }
    }
}
